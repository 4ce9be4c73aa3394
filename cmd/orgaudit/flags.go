package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func addWayFlags(cmd *cobra.Command, p *program, w *wayIn) {
	flags := cmd.Flags()
	flags.StringVar(&w.org, "org", "", "org of the list, by `ALIAS` (`orgaudit orgs list`)")
	flags.StringVar(&w.instanceURL, "instance-url", "", "`URL` of the org, with an access token in "+tokenVariable)
	flags.StringVar(&w.sf, "sf", "", "org of the Salesforce CLI's login, by `ALIAS` or user name")
	completes(cmd, "org", p.aliases)
}

type appFlag struct {
	list *appFlags
	name string
}

func (f appFlag) String() string { return "" }

func (f appFlag) Type() string { return map[string]string{"app": "APP", "connector": "FILE"}[f.name] }

func (f appFlag) Set(value string) error {
	f.list.words = append(f.list.words, appWord{f.name, value})
	return nil
}

func addScopeFlags(cmd *cobra.Command, q *question) {
	flags := cmd.Flags()
	flags.Var(appFlag{&q.apps, "app"}, "app", "app to connect: its NAME, connector:ID or key:CONSUMERKEY (repeatable)")
	flags.Var(appFlag{&q.apps, "connector"}, "connector", "connector file of an app to connect (repeatable)")
	flags.StringArrayVar(&q.users, "user", nil, "user who is to connect it, by `USERNAME` (repeatable)")
	flags.StringArrayVar(&q.profiles, "profile", nil, "all active users of the profile of this `NAME` (repeatable)")
	flags.StringArrayVar(&q.permissionSets, "permission-set", nil, "all active users with the permission set of this `NAME` (repeatable)")
	flags.StringVar(&q.policy, "policy", "", "policy `FILE` or builtin:NAME (default ./"+defaultPolicy+" if it is there)")
	completes(cmd, "app", func() []string {
		catalogue, err := builtinConnectors()
		if err != nil {
			return nil
		}
		var apps []string
		for _, id := range catalogue.IDs() {
			apps = append(apps, "connector:"+id)
		}
		return apps
	})
}

func addQuestionFlags(cmd *cobra.Command, q *question) {
	addDetailFlags(cmd, q)
	cmd.Flags().StringVar(&q.symptom, "symptom", "", "error that was seen: its code, its text or the address of the page (`TEXT|URL`)")
}

// addDetailFlags adds the flags about the app's way of signing in and about the failure.
func addDetailFlags(cmd *cobra.Command, q *question) {
	addScopeFlags(cmd, q)
	flags := cmd.Flags()
	flags.StringVar(&q.symptomAt, "symptom-at", "", "when it was seen, as a `TIME` like 2026-11-20T18:00:00+09:00; a day or minute alone is UTC")
	flags.StringVar(&q.loginHost, "login-host", "", "`HOST` at which the app signs in, where it is not its connector's")
	flags.StringArrayVar(&q.fromIPs, "from-ip", nil, "address or `CIDR` range from which the app connects (repeatable)")
	flags.StringVar(&q.failOn, "fail-on", "", "lowest `SEVERITY` whose failures give exit code 1 (default low)")
	completes(cmd, "fail-on", severities)
}

// addWriteFixFlag adds the flag that writes the fixes out.
func addWriteFixFlag(cmd *cobra.Command, q *question) {
	cmd.Flags().StringVar(&q.writeFix, "write-fix", "", "write the fixes that metadata can express to this new or empty `DIR`, for you to deploy")
}

// addCheckDNSFlag adds the one look-up that is not a request to Salesforce.
func addCheckDNSFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "check-dns", false, "look up whether the org's own My Domain host resolves; no other name is looked up")
}

// addBaselineFlags adds the flags that hold a run against an earlier report.
func addBaselineFlags(cmd *cobra.Command, q *question) {
	cmd.Flags().StringVar(&q.baseline, "baseline", "", "mark what failed already in this earlier JSON report of the org (`FILE`) as known")
	cmd.Flags().BoolVar(&q.newOnly, "new-only", false, "let only what is not known from the --baseline change the exit code")
}

func addDatabaseFlag(flags *pflag.FlagSet, d *database) {
	flags.StringVar(&d.address, "database", "", "file or postgres:// `URL` of the history, without a password (default the one in "+databaseVariable+
		", which may have one, else that of serve.yaml, else $XDG_STATE_HOME/orgaudit/orgaudit.db)")
}

// addLogFlags adds the flags of the log.
func addLogFlags(cmd *cobra.Command, p *program) {
	cmd.Flags().StringVar(&p.log.format, "log-format", "", "how the log on stderr is written: text or json (default text)")
	cmd.Flags().StringVar(&p.log.level, "log-level", "", "the least that the log says: debug, info, warn or error (default info)")
	completes(cmd, "log-format", logFormats)
	completes(cmd, "log-level", logLevels)
}

// outputFlag is one of the two flags.
type outputFlag struct {
	list *outputs
	name string
}

func (f outputFlag) String() string { return "" }

func (f outputFlag) Type() string { return strings.ToUpper(f.name) }

func (f outputFlag) Set(value string) error {
	if f.name == "format" {
		value = strings.ToLower(value)
		if names := f.list.names(); !slices.Contains(names, value) {
			return misuse("", "there is no format %q: %s", value, meant(value, names, "take one of "+strings.Join(names, ", ")))
		}
	}
	if value == "" {
		return misuse("", "a file name is missing: name a file, or - for stdout")
	}
	f.list.words = append(f.list.words, outputWord{f.name, value})
	return nil
}

func addOutputFlags(cmd *cobra.Command, o *outputs) {
	cmd.Flags().Var(outputFlag{o, "format"}, "format", "how the report is said: "+strings.Join(o.names(), ", ")+"; for the --out after it (repeatable)")
	cmd.Flags().Var(outputFlag{o, "out"}, "out", "file for the report, - for stdout; its extension tells the format (repeatable)")
	completes(cmd, "format", o.names)
}

func addRecordFlags(cmd *cobra.Command, r *recorder) {
	cmd.Flags().BoolVar(&r.wanted, "record", false, "keep the report of an --org in the history, for orgaudit history")
	addDatabaseFlag(cmd.Flags(), &r.db)
}

func addTimeoutFlag(cmd *cobra.Command, l *limit) {
	cmd.Flags().DurationVar(&l.of, "timeout", defaultTimeout, "time for the whole run; what was read by then is reported")
}

// addSourceFlag adds the flag that names a Salesforce project, with what the command does with it.
func addSourceFlag(cmd *cobra.Command, to *string, does string) {
	cmd.Flags().StringVar(to, "source", "", does+" the metadata files of the Salesforce project in this `DIR` instead of an org")
}

// addTraceFlag adds the flag that keeps the calls of a run.
func addTraceFlag(cmd *cobra.Command, p *program) {
	cmd.Flags().StringVar(&p.trace, "trace", "", "keep every request of the run in this `FILE`, as JSON, one a line: no header, no body, no token")
}

// days is an age as a flag: 90d, 12w or 36h.
type days time.Duration

func (d *days) String() string { return "" }

func (d *days) Type() string { return "AGE" }

func (d *days) Set(text string) error {
	const day = 24 * time.Hour
	for suffix, unit := range map[string]time.Duration{"d": day, "w": 7 * day, "h": time.Hour} {
		number, ok := strings.CutSuffix(text, suffix)
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(number); err == nil && n > 0 && n < 100_000 {
			*d = days(time.Duration(n) * unit)
			return nil
		}
	}
	return errors.New("write it as 90d, 12w or 36h")
}
