package app

import (
	"strings"

	"orgaudit/config"
	"orgaudit/org"
)

// enter gives the way into the org that is named. The policy of the org's entry is asked where no other is.
func (p *Program) enter(from *Source, ask *Question) (*door, error) {
	d, policy, err := p.wayOf(from)
	if err != nil {
		return nil, err
	}
	if ask.Policy == "" {
		ask.Policy = policy
	}
	d.timeout, d.trace = from.Timeout, from.Trace
	return d, nil
}

// wayOf gives the way in and the policy that the org's entry names, "" where it names none.
func (p *Program) wayOf(from *Source) (*door, string, error) {
	n := 0
	for _, value := range []string{from.Org, from.InstanceURL, from.SF} {
		if value != "" {
			n++
		}
	}
	switch {
	case from.simulated != nil:
		return from.simulated, "", nil
	case n == 0:
		return nil, "", Misuse("take one of --org ALIAS, --sf ALIAS, --instance-url URL with the token "+
			"in "+TokenVariable+
			", or --snapshot FILE with audit; `orgaudit demo` needs none of them", "no org is named")
	case n > 1:
		return nil, "", Misuse("take one of them", "more than one of --org, --instance-url and --sf is given")
	case from.SF != "":
		return &door{way: org.CLI{Alias: from.SF, Run: p.RunCLI}}, "", nil
	case from.Org != "":
		return p.listed(from.Org)
	}
	token := p.Getenv(TokenVariable)
	if token == "" {
		return nil, "", Misuse("put the org's access token there, like "+TokenVariable+
			"=$(sf org auth show-access-token …); never on the command line",
			"--instance-url needs an access token in %s", TokenVariable)
	}
	way := org.AccessToken{InstanceURL: from.InstanceURL, Token: org.Secret(token)}
	return &door{way: way, address: shownAddress(from.InstanceURL)}, "", nil
}

// listed gives the way into an org of the list, and its policy.
func (p *Program) listed(alias string) (*door, string, error) {
	list, err := p.orgList()
	if err != nil {
		return nil, "", err
	}
	entry, err := list.Get(alias)
	if err != nil {
		return nil, "", err
	}
	way, err := p.credential(list, entry)
	if err != nil {
		return nil, "", err
	}
	return &door{way: way, address: entry.LoginURL}, list.Path(entry.Policy), nil
}

// shownAddress is an address as a report may show it: what people paste may carry a session id behind the host.
func shownAddress(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		scheme, rest = "https", address
	}
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	return scheme + "://" + host
}

// orgList reads the list of orgs.
func (p *Program) orgList() (*config.OrgList, error) {
	dir, err := p.configHome()
	if err != nil {
		return nil, err
	}
	return config.LoadOrgs(config.OrgsPath(dir))
}

func (p *Program) Aliases() []string {
	list, err := p.orgList()
	if err != nil {
		return nil
	}
	return list.Aliases()
}

func (p *Program) secrets() *org.SecretStore {
	return org.NewSecretStore(org.SecretDir(p.Getenv, p.Home))
}

// fetch gets a secret from where a file of settings says that it is kept. whose and what call it in an error; the hint
// is for one that the keychain doesn't have.
func (p *Program) fetch(ref config.SecretRef, path func(string) string, whose, what, hint string) (org.Secret, error) {
	switch {
	case ref.Env != "":
		if text := p.Getenv(ref.Env); text != "" {
			return org.Secret(text), nil
		}
		return "", Misuse("put the "+what+" there", "%s: the environment variable %s is not set", whose, ref.Env)
	case ref.File != "":
		secret, err := org.ReadSecretFile(path(ref.File))
		if err != nil {
			return "", Misuse("", "%s, %s: %w", whose, what, err)
		}
		return secret, nil
	}
	secret, err := p.secrets().Get(ref.Keychain)
	if err != nil {
		return "", Misuse(hint, "%s, %s: %w", whose, what, err)
	}
	return secret, nil
}
