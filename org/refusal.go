package org

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"orgaudit/audit"
)

// refusalOf says in a reader's words why a part could not be read.
func refusalOf(part audit.Part, err error, auditor audit.Auditor) audit.Refusal {
	out := audit.Refusal{Reason: reasonOf(err)}
	if answered, ok := apiError(err); ok && len(answered.Codes) > 0 {
		out.Code = answered.Codes[0]
	}
	if isDenied(err) {
		need := part.NeededFor()
		if before, ok := errors.AsType[missing](err); ok {
			need = before.need
		}
		if held, known := auditor.Has(need); !known || !held {
			out.NeedsPermission = need.Label
		}
	}
	return out
}

// missingPart is the error of a read that depends on a part; nil when that one was read.
func missingPart(part audit.Part, err error) error {
	if err == nil {
		return nil
	}
	return missing{part.Title(), part.NeededFor(), err}
}

// missing is what a read depends on and didn't get.
type missing struct {
	what string           // in a reader's words
	need audit.Permission // that opens it
	err  error
}

func (m missing) Error() string { return m.what + " could not be read: " + reasonOf(m.err) }
func (m missing) Unwrap() error { return m.err }

// isDenied tells whether an error can come from a missing permission. An object or column that a user may not see is,
// to Salesforce, one that doesn't exist.
func isDenied(err error) bool {
	answered, ok := apiError(err)
	return ok && slices.ContainsFunc(answered.Codes, func(code string) bool {
		return slices.Contains([]string{
			"INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "INVALID_TYPE", "INVALID_FIELD", "NOT_FOUND",
			"FUNCTIONALITY_NOT_ENABLED",
		}, code)
	})
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return audit.ReasonTimeUp
	case errors.Is(err, context.Canceled):
		return audit.ReasonInterrupted
	}
	if before, ok := errors.AsType[missing](err); ok {
		return before.Error()
	}
	if answered, ok := apiError(err); ok && len(answered.Codes) > 0 {
		// Who was asked for what is in the snapshot's sources; the answer is what a reader needs.
		text := answered.Codes[0]
		if len(answered.Messages) > 0 && answered.Messages[0] != "" {
			text += ": " + answered.Messages[0]
		}
		return text
	}
	return err.Error()
}

// blind says that a part is incomplete because the audit user lacks the permission to see all of it, or because it
// isn't known whether the user has it.
func (r *reader) blind(part audit.Part) (audit.Refusal, bool) {
	need := part.NeededFor()
	if seen, _ := r.snapshot.Auditor.Has(audit.MonitorLoginHistory); seen && part == audit.PartLoginHistory {
		return audit.Refusal{}, false // either permission shows everybody's sign-ins
	}
	switch held, known := r.snapshot.Auditor.Has(need); {
	case !known:
		return audit.Refusal{
			Reason: "it can't be told whether the audit user sees all of it", NeedsPermission: need.Label,
		}, true
	case !held:
		return audit.ShownInPart(need), true
	}
	return audit.Refusal{}, false
}

// stopping are the answers that end an audit as a whole, the most telling first.
var stopping = []string{
	"API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "REQUEST_LIMIT_EXCEEDED", "INVALID_SESSION_ID",
}

// failureOf picks, from the errors of a run, Salesforce's answer that stopped it; nil when nothing of the kind came.
func failureOf(errs []error) *audit.Failure {
	var found []*audit.Failure
	for _, err := range errs {
		var signIn *SignInError
		if errors.As(err, &signIn) {
			return &audit.Failure{
				Code:    signIn.Code,
				Message: cmp.Or(signIn.Description, reasonOf(err)),
				Host:    signIn.Host,
				SignIn:  true,
			}
		}
		answered, ok := apiError(err)
		if !ok {
			continue
		}
		for i, code := range answered.Codes {
			if !slices.Contains(stopping, code) {
				continue
			}
			message := ""
			if i < len(answered.Messages) {
				message = answered.Messages[i]
			}
			if code == "REQUEST_LIMIT_EXCEEDED" && !strings.Contains(message, "TotalRequests") {
				continue // a limit on requests under way at once: it passes by itself
			}
			found = append(found, &audit.Failure{Code: code, Message: message, Host: answered.Host})
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MinFunc(found, func(a, b *audit.Failure) int {
		return cmp.Or(slices.Index(stopping, a.Code)-slices.Index(stopping, b.Code),
			strings.Compare(a.Message, b.Message))
	})
}
