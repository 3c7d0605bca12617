package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// YAML is a maat.yaml that says all that is in force. Of secrets it has the
// names of their files.
func (c *Config) YAML() ([]byte, error) {
	root := mapping()
	for _, s := range settings() {
		if value := node(s.at(c)); value != nil {
			put(root, strings.Split(s.path, "."), value)
		}
	}
	return yaml.Dump(root, yaml.WithIndent(2))
}

// node is nil where there is nothing to say.
func node(value any) *yaml.Node {
	switch v := value.(type) {
	case *string:
		if *v != "" {
			return scalar("!!str", *v)
		}
	case *bool:
		return scalar("!!bool", strconv.FormatBool(*v))
	case *int:
		return scalar("!!int", strconv.Itoa(*v))
	case *time.Duration:
		return scalar("!!str", formatSpan(*v))
	case *[]string:
		if len(*v) > 0 {
			return sequence(*v)
		}
	case *map[string]string:
		if len(*v) > 0 {
			return names(*v)
		}
	}
	return nil
}

func sequence(texts []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for _, text := range texts {
		n.Content = append(n.Content, scalar("!!str", text))
	}
	return n
}

func names(files map[string]string) *yaml.Node {
	n := mapping()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		n.Content = append(n.Content, scalar("!!str", name), scalar("!!str", files[name]))
	}
	return n
}

func scalar(tag, text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

// put sets the value at a path. Settings of one section follow each other, so a
// section that exists is the last entry.
func put(to *yaml.Node, path []string, value *yaml.Node) {
	if len(path) == 1 {
		to.Content = append(to.Content, scalar("!!str", path[0]), value)
		return
	}
	last := len(to.Content) - 2
	if last < 0 || to.Content[last].Value != path[0] {
		to.Content = append(to.Content, scalar("!!str", path[0]), mapping())
		last = len(to.Content) - 2
	}
	put(to.Content[last+1], path[1:], value)
}
