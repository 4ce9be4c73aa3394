package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"orgaudit/internal/app"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func addWayFlags(cmd *cobra.Command, p *app.Program, w *app.WayIn) {
	flags := cmd.Flags()
	flags.StringVar(&w.Org, "org", "", "org of the list, by `ALIAS` (`orgaudit orgs list`)")
	flags.StringVar(&w.InstanceURL, "instance-url", "", "`URL` of the org, with an access token in "+app.TokenVariable)
	flags.StringVar(&w.SF, "sf", "", "org of the Salesforce CLI's login, by `ALIAS` or user name")
	completes(cmd, "org", p.Aliases)
}

type appFlag struct {
	list *app.AppFlags
	name string
}

func (f appFlag) String() string { return "" }

func (f appFlag) Type() string { return map[string]string{"app": "APP", "connector": "FILE"}[f.name] }

func (f appFlag) Set(value string) error {
	f.list.Words = append(f.list.Words, app.AppWord{Flag: f.name, Value: value})
	return nil
}

func addScopeFlags(cmd *cobra.Command, q *app.Question) {
	flags := cmd.Flags()
	flags.Var(appFlag{&q.Apps, "app"}, "app", "app to connect: its NAME, connector:ID or key:CONSUMERKEY (repeatable)")
	flags.Var(appFlag{&q.Apps, "connector"}, "connector", "connector file of an app to connect (repeatable)")
	flags.StringArrayVar(&q.Users, "user", nil, "user who is to connect it, by `USERNAME` (repeatable)")
	flags.StringArrayVar(&q.Profiles, "profile", nil, "all active users of the profile of this `NAME` (repeatable)")
	flags.StringArrayVar(&q.PermissionSets, "permission-set", nil, "all active users with the permission set of this `NAME` (repeatable)")
	flags.StringVar(&q.Policy, "policy", "", "policy `FILE` or builtin:NAME (default ./"+app.DefaultPolicy+" if it is there)")
	completes(cmd, "app", func() []string {
		catalogue, err := app.BuiltinConnectors()
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

func addQuestionFlags(cmd *cobra.Command, q *app.Question) {
	addDetailFlags(cmd, q)
	cmd.Flags().StringVar(&q.Symptom, "symptom", "", "error that was seen: its code, its text or the address of the page (`TEXT|URL`)")
}

// addDetailFlags adds the flags about the app's way of signing in and about the failure.
func addDetailFlags(cmd *cobra.Command, q *app.Question) {
	addScopeFlags(cmd, q)
	flags := cmd.Flags()
	flags.StringVar(&q.SymptomAt, "symptom-at", "", "when it was seen, as a `TIME` like 2026-11-20T18:00:00+09:00; a day or minute alone is UTC")
	flags.StringVar(&q.LoginHost, "login-host", "", "`HOST` at which the app signs in, where it is not its connector's")
	flags.StringArrayVar(&q.FromIPs, "from-ip", nil, "address or `CIDR` range from which the app connects (repeatable)")
	flags.StringVar(&q.FailOn, "fail-on", "", "lowest `SEVERITY` whose failures give exit code 1 (default low)")
	completes(cmd, "fail-on", app.Severities)
}

// addWriteFixFlag adds the flag that writes the fixes out.
func addWriteFixFlag(cmd *cobra.Command, q *app.Question) {
	cmd.Flags().StringVar(&q.WriteFix, "write-fix", "", "write the fixes that metadata can express to this new or empty `DIR`, for you to deploy")
}

// addCheckDNSFlag adds the one look-up that is not a request to Salesforce.
func addCheckDNSFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "check-dns", false, "look up whether the org's own My Domain host resolves; no other name is looked up")
}

// addBaselineFlags adds the flags that hold a run against an earlier report.
func addBaselineFlags(cmd *cobra.Command, q *app.Question) {
	cmd.Flags().StringVar(&q.Baseline, "baseline", "", "mark what failed already in this earlier JSON report of the org (`FILE`) as known")
	cmd.Flags().BoolVar(&q.NewOnly, "new-only", false, "let only what is not known from the --baseline change the exit code")
}

func addDatabaseFlag(flags *pflag.FlagSet, d *app.Database) {
	flags.StringVar(&d.Address, "database", "", "file or postgres:// `URL` of the history, without a password (default the one in "+app.DatabaseVariable+
		", which may have one, else that of serve.yaml, else $XDG_STATE_HOME/orgaudit/orgaudit.db)")
}

// addLogFlags adds the flags of the log.
func addLogFlags(cmd *cobra.Command, p *app.Program) {
	cmd.Flags().StringVar(&p.Log.Format, "log-format", "", "how the log on stderr is written: text or json (default text)")
	cmd.Flags().StringVar(&p.Log.Level, "log-level", "", "the least that the log says: debug, info, warn or error (default info)")
	completes(cmd, "log-format", app.LogFormats)
	completes(cmd, "log-level", app.LogLevels)
}

// outputFlag is one of the two flags.
type outputFlag struct {
	list *app.Outputs
	name string
}

func (f outputFlag) String() string { return "" }

func (f outputFlag) Type() string { return strings.ToUpper(f.name) }

func (f outputFlag) Set(value string) error {
	if f.name == "format" {
		value = strings.ToLower(value)
		if names := f.list.Names(); !slices.Contains(names, value) {
			return app.Misuse("", "there is no format %q: %s", value, app.Meant(value, names, "take one of "+strings.Join(names, ", ")))
		}
	}
	if value == "" {
		return app.Misuse("", "a file name is missing: name a file, or - for stdout")
	}
	f.list.Words = append(f.list.Words, app.OutputWord{Flag: f.name, Value: value})
	return nil
}

func addOutputFlags(cmd *cobra.Command, o *app.Outputs) {
	cmd.Flags().Var(outputFlag{o, "format"}, "format", "how the report is said: "+strings.Join(o.Names(), ", ")+"; for the --out after it (repeatable)")
	cmd.Flags().Var(outputFlag{o, "out"}, "out", "file for the report, - for stdout; its extension tells the format (repeatable)")
	completes(cmd, "format", o.Names)
}

func addRecordFlags(cmd *cobra.Command, r *app.Recorder) {
	cmd.Flags().BoolVar(&r.Wanted, "record", false, "keep the report of an --org in the history, for orgaudit history")
	addDatabaseFlag(cmd.Flags(), &r.DB)
}

func addTimeoutFlag(cmd *cobra.Command, l *app.Limit) {
	cmd.Flags().DurationVar(&l.Of, "timeout", app.DefaultTimeout, "time for the whole run; what was read by then is reported")
}

// addSourceFlag adds the flag that names a Salesforce project, with what the command does with it.
func addSourceFlag(cmd *cobra.Command, to *string, does string) {
	cmd.Flags().StringVar(to, "source", "", does+" the metadata files of the Salesforce project in this `DIR` instead of an org")
}

// addTraceFlag adds the flag that keeps the calls of a run.
func addTraceFlag(cmd *cobra.Command, p *app.Program) {
	cmd.Flags().StringVar(&p.Trace, "trace", "", "keep every request of the run in this `FILE`, as JSON, one a line: no header, no body, no token")
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
