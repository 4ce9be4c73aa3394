package report

import "testing"

func TestParticles(t *testing.T) {
	for said, want := range map[string]string{
		"설정을(를) 읽을 수 없습니다":             "설정을 읽을 수 없습니다",
		"사용자을(를), 조직은(는)":              "사용자를, 조직은",
		"Sales Insight Actions이(가)":    "Sales Insight Actions이(가)",
		"내 도메인(My Domain)은(는)":         "내 도메인(My Domain)은",
		"API 액세스 제어 (API (x))이(가)":     "API 액세스 제어 (API (x))가",
		"\"영업\"과(와) \"지원\"":            "\"영업\"과 \"지원\"",
		"버전 7(으)로, 버전 3(으)로, 버전 2(으)로": "버전 7로, 버전 3으로, 버전 2로",
		"관리자(으)로, 서울(으)로, 조직(으)로":      "관리자로, 서울로, 조직으로",
		"jane@acme.example(으)로":        "jane@acme.example(으)로",
		")을(를)":                        ")을(를)", "을(를)": "을(를)", "가)이(가)": "가)이(가)",
	} {
		if got := spokenKorean(said); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}
