package control

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/source"
)

// Principal is who may act.
type Principal struct {
	Name        string
	Roles       []Grant
	Keys        []Signer
	OIDC        string       // subject of the tokens that are theirs
	Certificate string       // name in the certificate that is theirs
	OnBehalf    bool         // its keys sign what others do: the API's
	Revoked     instant.Time // 0: not
}

// Grant is a role for a time. What was done in it stays done: a role that is
// taken away gets an end, and is not deleted.
type Grant struct {
	Role        Role
	From, Until instant.Time // 0: always
}

// Signer is a key for a time.
type Signer struct {
	Key         PublicKey
	From, Until instant.Time // 0: always
}

func during(from, until, at instant.Time) bool { return at >= from && (until == 0 || at < until) }

// Has says that a principal has a role at a time. Whoever is revoked has none.
func (p *Principal) Has(role Role, at instant.Time) bool {
	return p.standing(at) && slices.ContainsFunc(p.Roles, func(g Grant) bool { return g.Role == role && during(g.From, g.Until, at) })
}

// May says that a principal may do an act at a time, as far as roles go.
func (p *Principal) May(act Act, at instant.Time) bool {
	return slices.ContainsFunc(act.Roles(), func(r Role) bool { return p.Has(r, at) })
}

func (p *Principal) standing(at instant.Time) bool { return p.Revoked == 0 || at < p.Revoked }

// signer finds a key by its ID.
func (p *Principal) signer(id string) (Signer, bool) {
	for _, s := range p.Keys {
		if s.Key.ID() == id {
			return s, true
		}
	}
	return Signer{}, false
}

// Principals are all who may act. They do not change: a new file is a new value.
// The nil value knows nobody.
type Principals struct{ list []Principal }

// All are the principals in the order of the file.
func (p *Principals) All() []Principal {
	if p == nil {
		return nil
	}
	return slices.Clone(p.list)
}

func (p *Principals) where(is func(*Principal) bool) (*Principal, bool) {
	if p == nil {
		return nil, false
	}
	for i := range p.list {
		if is(&p.list[i]) {
			return &p.list[i], true
		}
	}
	return nil, false
}

// Find is a principal by name.
func (p *Principals) Find(name string) (*Principal, bool) {
	return p.where(func(q *Principal) bool { return q.Name == name })
}

// ByOIDC is the principal of a subject that a token names.
func (p *Principals) ByOIDC(subject string) (*Principal, bool) {
	return p.where(func(q *Principal) bool { return subject != "" && q.OIDC == subject })
}

// ByCertificate is the principal of a name in a certificate.
func (p *Principals) ByCertificate(name string) (*Principal, bool) {
	return p.where(func(q *Principal) bool { return name != "" && q.Certificate == name })
}

// ByKey is the principal that a key belongs to.
func (p *Principals) ByKey(key PublicKey) (*Principal, bool) {
	return p.where(func(q *Principal) bool { _, ok := q.signer(key.ID()); return ok })
}

// ParsePrincipals reads the file of principals: a list, each with a name, roles
// and what they are known by. The error is a source.Problems.
func ParsePrincipals(file string, text []byte) (*Principals, error) {
	r := &principalReader{Document: policy.ParseText("principals file", file, text), used: map[string]bool{}}
	if r.Root == nil || r.Err() != nil {
		return nil, r.Err()
	}
	if r.Root.Kind != yaml.SequenceNode {
		r.Refuse(r.Root, "a list is expected here: - {name: anna, roles: [editor], keys: [...]}")
		return nil, r.Err()
	}
	p := &Principals{}
	for _, n := range r.Root.Content {
		p.list = append(p.list, r.principal(n))
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// principalReader goes on after a mistake, so that all are told at once.
type principalReader struct {
	*policy.Document
	used map[string]bool // names, keys, subjects and certificates: each once
}

// once refuses what two principals would share: nobody could tell them apart.
func (r *principalReader) once(n *yaml.Node, what, value string) {
	if r.used[what+" "+value] {
		r.Refuse(n, "this %s stands here twice", what)
	}
	r.used[what+" "+value] = true
}

func (r *principalReader) keys(n *yaml.Node, known []string) map[string]*yaml.Node {
	values := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.Refuse(n, "keys with their values are expected here (%s)", strings.Join(known, ", "))
		return values
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !slices.Contains(known, key.Value) {
			r.Refuse(key, "unknown key %q%s", key.Value, source.Suggestion(": ", key.Value, known))
			continue
		}
		values[key.Value] = n.Content[i+1]
	}
	return values
}

func (r *principalReader) text(n *yaml.Node) string {
	switch {
	case n == nil:
	case n.Kind != yaml.ScalarNode || n.Value == "" || len(n.Value) > nameMax || strings.ContainsFunc(n.Value, hides):
		r.Refuse(n, "a name is expected here")
	default:
		return n.Value
	}
	return ""
}

func (r *principalReader) time(n *yaml.Node) instant.Time {
	if n == nil {
		return 0
	}
	at, ok := instant.Parse(n.Value)
	if n.Kind != yaml.ScalarNode || !ok {
		r.Refuse(n, "a time is expected here, such as 2026-11-24T12:00:00Z")
	}
	return at
}

func (r *principalReader) principal(n *yaml.Node) (p Principal) {
	values := r.keys(n, []string{"name", "roles", "keys", "oidc", "certificate", "on_behalf", "revoked"})
	if values["name"] == nil && n.Kind == yaml.MappingNode {
		r.Refuse(n, "name is missing here")
	}
	p.Name, p.OIDC, p.Certificate = r.text(values["name"]), r.text(values["oidc"]), r.text(values["certificate"])
	p.Revoked = r.time(values["revoked"])
	for what, value := range map[string]string{"name": p.Name, "oidc": p.OIDC, "certificate": p.Certificate} {
		if value != "" {
			r.once(values[what], what, value)
		}
	}
	if on := values["on_behalf"]; on != nil {
		p.OnBehalf = on.Value == "true"
		if on.ShortTag() != "!!bool" {
			r.Refuse(on, "on_behalf is true or false")
		}
	}
	r.each(values["roles"], "role", func(n *yaml.Node, text string, from, until instant.Time) {
		i := slices.Index(roleNames, text)
		if i <= 0 {
			r.Refuse(n, "%q is no role: %s", text, strings.Join(roleNames[1:], ", "))
			return
		}
		p.Roles = append(p.Roles, Grant{Role(i), from, until})
	})
	r.each(values["keys"], "key", func(n *yaml.Node, text string, from, until instant.Time) {
		key, ok := ParsePublicKey(text)
		if !ok {
			r.Refuse(n, "this is no public key: maat principal new prints one")
			return
		}
		r.once(n, "key", text)
		p.Keys = append(p.Keys, Signer{key, from, until})
	})
	return p
}

// each reads a list whose elements may have a beginning and an end: a text, or
// {key: TEXT, from: TIME, until: TIME}.
func (r *principalReader) each(list *yaml.Node, key string, take func(n *yaml.Node, text string, from, until instant.Time)) {
	if list == nil {
		return
	}
	if list.Kind != yaml.SequenceNode {
		r.Refuse(list, "a list is expected here")
		return
	}
	for _, n := range list.Content {
		if n.Kind == yaml.ScalarNode {
			take(n, n.Value, 0, 0)
			continue
		}
		values := r.keys(n, []string{key, "from", "until"})
		if at := values[key]; at != nil {
			take(at, at.Value, r.time(values["from"]), r.time(values["until"]))
		} else if n.Kind == yaml.MappingNode {
			r.Refuse(n, "%s is missing here", key)
		}
	}
}
