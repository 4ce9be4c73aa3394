(() => {
	'use strict';
	const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
	const one = (id) => document.getElementById(id);
	for (const e of all('.js')) e.hidden = false;

	// What a link leads to is opened.
	const reveal = () => {
		const to = one(decodeURIComponent(location.hash.slice(1)));
		if (!to) return;
		if (to.tagName === 'DETAILS') to.open = true;
		to.scrollIntoView();
	};
	addEventListener('hashchange', reveal);
	if (location.hash) reveal();

	// Paper can't be unfolded.
	const folds = () => all('details');
	let folded = [];
	addEventListener('beforeprint', () => { folded = folds().filter((d) => !d.open); for (const d of folded) d.open = true; });
	addEventListener('afterprint', () => { for (const d of folded) d.open = false; });

	// Steps are copied as plain text, with where they come from.
	const plain = (button) => {
		const remedy = button.closest('.remedy');
		const lines = [remedy.parentElement.querySelector('h3, h4').textContent.trim()];
		all('.steps li', remedy).forEach((li, i) => lines.push(i + 1 + '. ' + li.textContent.trim()));
		for (const a of all('a[href^="https:"]', remedy)) lines.push(a.textContent.trim() + ': ' + a.href);
		return lines.join('\n') + '\n';
	};
	const byHand = (text) => {
		const area = document.createElement('textarea');
		area.value = text;
		document.body.append(area);
		area.select();
		const done = document.execCommand('copy');
		area.remove();
		return done;
	};
	for (const button of all('.copy')) {
		const said = button.firstChild, label = said.data;
		button.setAttribute('aria-live', 'polite');
		button.addEventListener('click', async () => {
			const text = plain(button);
			let done = false;
			try { await navigator.clipboard.writeText(text); done = true; } catch { done = byHand(text); }
			said.data = done ? button.dataset.done : button.dataset.failed;
			setTimeout(() => { said.data = label; }, 2000);
		});
	}

	const form = document.querySelector('.filter');
	if (!form) return;
	const cards = all('.card').map((card) => ({ card, rows: all('.row', card), texts: null, head: '' }));
	const total = cards.reduce((n, c) => n + c.rows.length, 0);
	const search = one('search'), shown = one('shown');
	const boxes = all('input[type=checkbox]', form);
	const sift = () => {
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
		const off = boxes.filter((b) => !b.checked).map((b) => b.id.slice(2));
		let count = 0;
		for (const c of cards) {
			if (words.length && !c.texts) {
				c.texts = c.rows.map((r) => r.textContent.toLowerCase());
				c.head = c.card.querySelector('summary').textContent.toLowerCase();
			}
			let fit = 0;
			c.rows.forEach((row, i) => {
				const ok = words.every((w) => c.head.includes(w) || c.texts[i].includes(w));
				row.hidden = !ok;
				if (ok) fit++;
			});
			c.card.hidden = fit === 0;
			if (words.length && fit && fit <= 20) c.card.open = true;
			if (fit && !off.some((name) => c.card.classList.contains(name))) count += fit;
		}
		for (const part of all('.part')) part.hidden = !all('.card', part).some((c) => !c.hidden);
		shown.textContent = count ? shown.dataset.of.replace('{n}', count).replace('{all}', total) : shown.dataset.none;
	};
	form.addEventListener('submit', (e) => e.preventDefault());
	form.addEventListener('input', sift);
	form.addEventListener('reset', () => setTimeout(sift));
	one('expand').addEventListener('click', () => { for (const c of cards) c.card.open = true; });
	one('collapse').addEventListener('click', () => { for (const c of cards) c.card.open = false; });
	sift();
})();
