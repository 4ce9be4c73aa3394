package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgaudit/config"
	"orgaudit/internal/app"
)

// addOrgFlags adds the ways into an org, and how it is read.
func addOrgFlags(cmd *cobra.Command, p *app.Program, from *app.Source) {
	flags := cmd.Flags()
	flags.StringVar(&from.Org, "org", "", "org of the list, by `ALIAS` (`orgaudit orgs list`)")
	flags.StringVar(&from.InstanceURL, "instance-url", "",
		"`URL` of the org, with an access token in "+app.TokenVariable)
	flags.StringVar(&from.SF, "sf", "", "org of the Salesforce CLI's login, by `ALIAS` or user name")
	completes(cmd, "org", p.Aliases)
	addReadingFlags(cmd, from)
}

// addReadingFlags adds how long an org is read, and where its requests are kept.
func addReadingFlags(cmd *cobra.Command, from *app.Source) {
	addTimeoutFlag(cmd, &from.Timeout)
	cmd.Flags().StringVar(&from.Trace, "trace", "",
		"keep every request of the run in this `FILE`, as JSON, one a line: no header, no body, no token")
}

func addTimeoutFlag(cmd *cobra.Command, to *time.Duration) {
	addTimeFlag(cmd, to, "timeout", app.DefaultTimeout, "time for the whole run; what was read by then is reported")
}

// addSnapshotFlag adds the flag that names a saved snapshot, with what the command does with it.
func addSnapshotFlag(cmd *cobra.Command, from *app.Source, does string) {
	cmd.Flags().StringVar(&from.Snapshot, "snapshot", "", does+" the snapshot in this `FILE` instead of an org")
}

// addProjectFlag adds the flag that names a Salesforce project, with what the command does with it.
func addProjectFlag(cmd *cobra.Command, from *app.Source, does string) {
	cmd.Flags().StringVar(&from.Project, "source", "",
		does+" the metadata files of the Salesforce project in this `DIR` instead of an org")
}

func addSaveFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "save-snapshot", "", "keep what was read in this `FILE`")
}

// appFlag is one of the two flags that name an app.
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

// addScopeFlags adds the apps and the users, and the policy.
func addScopeFlags(cmd *cobra.Command, q *app.Question) {
	flags := cmd.Flags()
	flags.Var(appFlag{&q.Apps, "app"}, "app", "app to connect: its NAME, connector:ID or key:CONSUMERKEY (repeatable)")
	flags.Var(appFlag{&q.Apps, "connector"}, "connector", "connector file of an app to connect (repeatable)")
	flags.StringArrayVar(&q.Users, "user", nil, "user who is to connect it, by `USERNAME` (repeatable)")
	flags.StringArrayVar(&q.Profiles, "profile", nil, "all active users of the profile of this `NAME` (repeatable)")
	flags.StringArrayVar(&q.PermissionSets, "permission-set", nil,
		"all active users with the permission set of this `NAME`, by itself or through a group (repeatable)")
	flags.StringVar(&q.Policy, "policy", "",
		"policy `FILE` or builtin:NAME (default ./"+app.DefaultPolicy+" if it is there)")
	completes(cmd, "app", func() []string {
		var apps []string
		for _, id := range app.Connectors() {
			apps = append(apps, "connector:"+id)
		}
		return apps
	})
}

// addQuestionFlags adds what is asked of an org or a snapshot.
func addQuestionFlags(cmd *cobra.Command, q *app.Question) {
	addDetailFlags(cmd, q)
	cmd.Flags().StringVar(&q.Symptom, "symptom", "",
		"error that was seen: its code, its text or the address of the page (`TEXT|URL`)")
}

// addDetailFlags adds the flags about the app's way of signing in and about the failure.
func addDetailFlags(cmd *cobra.Command, q *app.Question) {
	addScopeFlags(cmd, q)
	flags := cmd.Flags()
	flags.StringVar(&q.SymptomAt, "symptom-at", "",
		"when it was seen, as a `TIME` like 2026-11-20T18:00:00+09:00; a day or minute alone is UTC")
	flags.StringVar(&q.LoginHost, "login-host", "", "`HOST` at which the app signs in, where it is not its connector's")
	flags.StringArrayVar(&q.FromIPs, "from-ip", nil, "address or `CIDR` range from which the app connects (repeatable)")
	flags.StringVar(&q.FailOn, "fail-on", "", "lowest `SEVERITY` whose failures give exit code 1 (default low)")
	completes(cmd, "fail-on", app.Severities)
}

// addWriteFixFlag adds the flag that writes the fixes out.
func addWriteFixFlag(cmd *cobra.Command, q *app.Question) {
	cmd.Flags().StringVar(&q.WriteFix, "write-fix", "",
		"write the fixes that metadata can express to this new or empty `DIR`, for you to deploy")
}

// addCheckDNSFlag adds the one look-up that is not a request to Salesforce.
func addCheckDNSFlag(cmd *cobra.Command, q *app.Question) {
	cmd.Flags().BoolVar(&q.CheckDNS, "check-dns", false,
		"look up whether the org's own My Domain host resolves; no other name is looked up")
}

// addBaselineFlags adds the flags that hold a run against an earlier report.
func addBaselineFlags(cmd *cobra.Command, q *app.Question) {
	cmd.Flags().StringVar(&q.Baseline, "baseline", "",
		"mark what failed already in this earlier JSON report of the org (`FILE`) as known")
	cmd.Flags().BoolVar(&q.NewOnly, "new-only", false,
		"let only what is not known from the --baseline change the exit code")
}

// addDatabaseFlag adds where the history is.
func addDatabaseFlag(flags *pflag.FlagSet, d *app.Database) {
	flags.StringVar(&d.Address, "database", "",
		"file or postgres:// `URL` of the history, without a password (default the one in "+app.DatabaseVariable+
			", which may have one, else that of serve.yaml, else $XDG_STATE_HOME/orgaudit/orgaudit.db)")
}

// addServiceFlags adds what processes that audit on schedule have in common.
func addServiceFlags(cmd *cobra.Command, s *app.Service) {
	flags := cmd.Flags()
	addDatabaseFlag(flags, &s.DB)
	flags.StringVar(&s.Log.Format, "log-format", "", "`FORMAT` of the log on stderr: text or json (default text)")
	flags.StringVar(&s.Log.Level, "log-level", "",
		"least `LEVEL` that the log says: debug, info, warn or error (default info)")
	completes(cmd, "log-format", app.LogFormats)
	completes(cmd, "log-level", app.LogLevels)
}

// outputFlag is one of the two flags that say where a report goes.
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
			return app.Misuse("", "there is no format %q: %s", value,
				app.Meant(value, names, "take one of "+strings.Join(names, ", ")))
		}
	}
	if value == "" {
		return app.Misuse("", "a file name is missing: name a file, or - for stdout")
	}
	f.list.Words = append(f.list.Words, app.OutputWord{Flag: f.name, Value: value})
	return nil
}

// addOutputFlags adds the forms in which a report is said, and their files.
func addOutputFlags(cmd *cobra.Command, o *app.Outputs) {
	cmd.Flags().Var(outputFlag{o, "format"}, "format",
		"how the report is said: "+strings.Join(o.Names(), ", ")+"; for the --out after it (repeatable)")
	cmd.Flags().Var(outputFlag{o, "out"}, "out",
		"file for the report, - for stdout; its extension tells the format (repeatable)")
	completes(cmd, "format", o.Names)
}

// addRecordFlags adds the keeping of a report.
func addRecordFlags(cmd *cobra.Command, r *app.Recorder) {
	cmd.Flags().BoolVar(&r.Wanted, "record", false, "keep the report of an --org in the history, for orgaudit history")
	addDatabaseFlag(cmd.Flags(), &r.DB)
}

// ageFlag is an age or a duration as a flag: 90s, 36h, 90d or 12w.
type ageFlag struct {
	to   *time.Duration
	kind string
}

func (a ageFlag) String() string {
	if a.to == nil || *a.to == 0 {
		return ""
	}
	text := a.to.String() // like 1h0m0s
	for _, nothing := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, nothing) {
			text = text[:len(text)-2]
		}
	}
	return text
}

func (a ageFlag) Type() string { return a.kind }

func (a ageFlag) Set(text string) error {
	age, ok := config.ParseAge(text)
	switch {
	case !ok:
		return errors.New(config.HowAge)
	case age == 0:
		return errors.New("it must be more than nothing")
	}
	*a.to = age
	return nil
}

// addTimeFlag adds a flag for a time that is waited or worked at most.
func addTimeFlag(cmd *cobra.Command, to *time.Duration, name string, usual time.Duration, usage string) {
	*to = usual
	cmd.Flags().Var(ageFlag{to, "DURATION"}, name, usage)
}

// countFlag is how many there may be, one at least.
type countFlag struct{ to *int }

func (c countFlag) String() string {
	if c.to == nil || *c.to == 0 {
		return ""
	}
	return strconv.Itoa(*c.to)
}

func (c countFlag) Type() string { return "N" }

func (c countFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return errors.New("it must be 1 at least: write it as 4")
	}
	*c.to = n
	return nil
}

func addCountFlag(cmd *cobra.Command, to *int, name string, usual int, usage string) {
	*to = usual
	cmd.Flags().Var(countFlag{to}, name, usage)
}
