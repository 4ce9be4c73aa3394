package sfdx

import (
	"reflect"

	"orgaudit/audit"
)

// settings reads the settings that bear on a connection. A file that leaves one out leaves it as it is in the org when
// it is deployed: only what is said in full is known.
func (r *reader) settings(f source) error {
	switch f.name {
	case "ConnectedApp":
		return r.connectedAppSettings(f)
	case "MyDomain":
		return r.myDomain(f)
	case "Security":
		return r.security(f)
	case "OauthOidc":
		return r.oauthSettings(f)
	}
	return nil
}

func (r *reader) connectedAppSettings(f source) error {
	var c struct {
		Only     *flag `xml:"enableAdminApprovedAppsOnly"`
		External *flag `xml:"enableAdminApprovedAppsOnlyForExternalUser"`
	}
	if err := f.decode("ConnectedAppSettings", &c); err != nil {
		return err
	}
	var read *audit.ConnectedAppSettings
	if c.Only != nil {
		read = &audit.ConnectedAppSettings{
			AdminApprovedOnly: c.Only.value(), AdminApprovedOnlyForExternal: c.External.value(),
		}
	}
	keepSettings(r, audit.PartConnectedAppSettings, f, &r.snapshot.ConnectedAppSettings,
		read, "enableAdminApprovedAppsOnly")
	return nil
}

func (r *reader) myDomain(f source) error {
	var c struct {
		Name    text  `xml:"myDomainName"`
		Only    *flag `xml:"canOnlyLoginWithMyDomainUrl"`
		OnlyAPI *flag `xml:"doesApiLoginRequireOrgDomain"`
	}
	if err := f.decode("MyDomainSettings", &c); err != nil {
		return err
	}
	var read *audit.MyDomainSettings
	if c.Only != nil && c.OnlyAPI != nil {
		read = &audit.MyDomainSettings{
			Name:                 string(c.Name),
			OnlyMyDomainLogin:    bool(*c.Only),
			OnlyMyDomainAPILogin: bool(*c.OnlyAPI),
		}
	}
	keepSettings(r, audit.PartMyDomain, f, &r.snapshot.MyDomain, read,
		"canOnlyLoginWithMyDomainUrl or doesApiLoginRequireOrgDomain")
	return nil
}

func (r *reader) security(f source) error {
	var c struct {
		LockToIP     *flag `xml:"sessionSettings>lockSessionsToIp"`
		EveryRequest *flag `xml:"sessionSettings>enforceIpRangesEveryRequest"`
	}
	if err := f.decode("SecuritySettings", &c); err != nil {
		return err
	}
	var read *audit.SecuritySettings
	if c.LockToIP != nil && c.EveryRequest != nil {
		read = &audit.SecuritySettings{
			LockSessionsToIP: bool(*c.LockToIP), EnforceIPRangesEveryRequest: bool(*c.EveryRequest),
		}
	}
	keepSettings(r, audit.PartSecurity, f, &r.snapshot.Security, read,
		"lockSessionsToIp or enforceIpRangesEveryRequest")
	return nil
}

func (r *reader) oauthSettings(f source) error {
	var c struct {
		BlockUserAgent *flag `xml:"blockOAuthUsrAgtFlow"`
		BlockPassword  *flag `xml:"blockOAuthUnPwFlow"`
		RequirePKCE    *flag `xml:"isPkceRequired"`
	}
	if err := f.decode("OauthOidcSettings", &c); err != nil {
		return err
	}
	var read *audit.OAuthSettings
	if c.BlockUserAgent != nil && c.BlockPassword != nil && c.RequirePKCE != nil {
		read = &audit.OAuthSettings{
			BlockUserAgent: c.BlockUserAgent.value(),
			BlockPassword:  c.BlockPassword.value(),
			RequirePKCE:    c.RequirePKCE.value(),
		}
	}
	keepSettings(r, audit.PartOAuthSettings, f, &r.snapshot.OAuth, read,
		"blockOAuthUsrAgtFlow, blockOAuthUnPwFlow or isPkceRequired")
	return nil
}

// keepSettings keeps settings, of which an org has one. Where a file leaves out some of
// them, or two files disagree, the part is refused.
func keepSettings[T any](r *reader, part audit.Part, f source, have **T, read *T, elements string) {
	r.say(part, f)
	switch _, refused := r.snapshot.Refused[part]; {
	case refused:
	case read == nil:
		*have = nil
		r.snapshot.Refused[part] = audit.Refusal{Reason: f.path + " leaves out " + elements}
	case *have != nil && !reflect.DeepEqual(*have, read):
		*have = nil
		r.snapshot.Refused[part] = audit.Refusal{Reason: "two files of the project disagree, the second is " + f.path}
	default:
		*have = read
	}
}
