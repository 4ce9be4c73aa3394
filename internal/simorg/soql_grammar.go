package simorg

import (
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The grammar of the part of SOQL that is served (SOQL and SOSL Reference). What lies outside is a syntax error: a
// simulator that ignored a clause would let a wrong query pass.

type soqlQuery struct {
	Pos     lexer.Position
	Select  []*soqlItem  `parser:"'SELECT' @@ (',' @@)*"`
	From    *soqlFrom    `parser:"'FROM' @@"`
	Where   *soqlCond    `parser:"('WHERE' @@)?"`
	GroupBy []*soqlPath  `parser:"('GROUP' 'BY' @@ (',' @@)*"`
	Having  *soqlCond    `parser:"('HAVING' @@)?)?"`
	OrderBy []*soqlOrder `parser:"('ORDER' 'BY' @@ (',' @@)*)?"`
	Limit   *int         `parser:"('LIMIT' @Number)?"`
	Offset  *int         `parser:"('OFFSET' @Number)?"`
}

type soqlFrom struct {
	Pos    lexer.Position
	Object string `parser:"@(Ident | Keyword)"`
	Alias  string `parser:"@Ident?"`
}

type soqlItem struct {
	Pos   lexer.Position
	Child *soqlQuery `parser:"'(' @@ ')'"`
	Func  *soqlFunc  `parser:"| (@@"`
	Path  *soqlPath  `parser:"| @@)"`
	Alias string     `parser:"@Ident?"`
}

type soqlPath struct {
	Pos   lexer.Position
	Parts []string `parser:"@Ident ('.' @(Ident | Keyword))*"`
}

type soqlFunc struct {
	Pos  lexer.Position
	Name string    `parser:"@Ident '('"`
	Path *soqlPath `parser:"@@? ')'"`
}

// soqlCond is a chain of one operator: Salesforce refuses AND beside OR without parentheses.
type soqlCond struct {
	Pos   lexer.Position
	First *soqlTerm   `parser:"@@"`
	And   []*soqlTerm `parser:"( ('AND' @@)+"`
	Or    []*soqlTerm `parser:"| ('OR' @@)+ )?"`
}

type soqlTerm struct {
	Pos     lexer.Position
	Not     *soqlTerm    `parser:"'NOT' @@"`
	Group   *soqlCond    `parser:"| '(' @@ ')'"`
	Compare *soqlCompare `parser:"| @@"`
}

type soqlCompare struct {
	Pos   lexer.Position
	Func  *soqlFunc   `parser:"(@@"`
	Path  *soqlPath   `parser:"| @@)"`
	Op    string      `parser:"( ( @Op"`
	Like  bool        `parser:"| @'LIKE' )"`
	Value *soqlValue  `parser:"@@"`
	NotIn bool        `parser:"| (@'NOT')? 'IN' '('"`
	Query *soqlQuery  `parser:"( @@"`
	List  []soqlValue `parser:"| @@ (',' @@)* ) ')' )"`

	ids map[string]bool // what the sub-select found, once compiled
}

type soqlValue struct {
	Pos      lexer.Position
	String   *string `parser:"@String"`
	DateTime *string `parser:"| @DateTime"`
	Date     *string `parser:"| @Date"`
	Number   *string `parser:"| @Number"`
	True     bool    `parser:"| @'TRUE'"`
	False    bool    `parser:"| @'FALSE'"`
	Null     bool    `parser:"| @'NULL'"`
	Literal  string  `parser:"| @Ident"`
	N        *int    `parser:"(':' @Number)?"`
}

type soqlOrder struct {
	Pos   lexer.Position
	Func  *soqlFunc `parser:"(@@"`
	Path  *soqlPath `parser:"| @@)"`
	Way   string    `parser:"@('ASC' | 'DESC')?"`
	Nulls string    `parser:"('NULLS' @('FIRST' | 'LAST'))?"`
}

// reserved words are no aliases. The ones that this grammar never uses make their clauses syntax errors.
const reserved = `SELECT|FROM|WHERE|AND|OR|NOT|IN|LIKE|GROUP|BY|HAVING|ORDER|LIMIT|OFFSET|NULL|TRUE|FALSE|` +
	`INCLUDES|EXCLUDES|TYPEOF|USING|WITH|FOR|ALL`

var soqlParser = sync.OnceValue(func() *participle.Parser[soqlQuery] {
	return participle.MustBuild[soqlQuery](
		participle.Lexer(lexer.MustSimple([]lexer.SimpleRule{
			{Name: "space", Pattern: `\s+`},
			{Name: "String", Pattern: `'(\\.|[^'\\])*'`},
			{Name: "DateTime", Pattern: `\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:?\d\d)`},
			{Name: "Date", Pattern: `\d{4}-\d\d-\d\d`},
			{Name: "Number", Pattern: `[-+]?\d+(\.\d+)?`},
			{Name: "Keyword", Pattern: `(?i)(` + reserved + `)\b`},
			{Name: "Ident", Pattern: `[A-Za-z][A-Za-z0-9_]*`},
			{Name: "Op", Pattern: `!=|<=|>=|=|<|>`},
			{Name: "Punct", Pattern: `[(),.:]`},
		})),
		participle.Elide("space"),
		participle.CaseInsensitive("Keyword", "Ident"),
		participle.UseLookahead(2),
	)
})

// parseQuery reads a statement; its error is what REST answers.
func parseQuery(text string) (*soqlQuery, *apiError) {
	q, err := soqlParser().ParseString("", text)
	if err == nil {
		return q, nil
	}
	var unexpected *participle.UnexpectedTokenError
	var located participle.Error
	switch {
	case errors.As(err, &unexpected) && unexpected.Unexpected.EOF():
		return nil, queryError(text, unexpected.Unexpected.Pos, "MALFORMED_QUERY", "unexpected token: '<EOF>'")
	case errors.As(err, &unexpected):
		return nil, queryError(text, unexpected.Unexpected.Pos, "MALFORMED_QUERY",
			"unexpected token: '"+unexpected.Unexpected.Value+"'")
	case errors.As(err, &located):
		// Text that is no token at all, such as a string that never ends; or a number that is none here.
		at := located.Position()
		return nil, queryError(text, at, "MALFORMED_QUERY",
			"unexpected token: '"+firstOf(text[min(at.Offset, len(text)):])+"'")
	default:
		return nil, &apiError{status: 400, code: "MALFORMED_QUERY", message: err.Error()}
	}
}

func firstOf(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToValidUTF8(text[:size], "?")
}

// unquote takes the quotes and the escapes off a string literal. An escape that SOQL doesn't know is an error.
func unquote(literal string) (string, bool) {
	s := literal[1 : len(literal)-1]
	if !strings.Contains(s, `\`) {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] { // the lexer guarantees a character after the backslash
		case 'n', 'N':
			b.WriteByte('\n')
		case 'r', 'R':
			b.WriteByte('\r')
		case 't', 'T':
			b.WriteByte('\t')
		case 'b', 'B':
			b.WriteByte('\b')
		case 'f', 'F':
			b.WriteByte('\f')
		case '"', '\'', '\\':
			b.WriteByte(s[i])
		case '_', '%':
			b.WriteByte('\\')
			b.WriteByte(s[i])
		default:
			return "", false
		}
	}
	return b.String(), true
}
