package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by -ldflags "-X main.version=1.2.3"; else the build knows it.
var version string

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Version, commit and Go of this binary",
		Long:    `Prints the version of this binary, the commit it was built from, and the Go that built it.`,
		Example: `  maat version`,
		Args:    usage(cobra.NoArgs),
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			b := build()
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "maat    %s\ncommit  %s\ngo      %s %s/%s\n", b.version, b.commit, b.golang, runtime.GOOS, runtime.GOARCH)
			return err
		}),
	}
}

// built is what a binary knows of itself.
type built struct{ version, commit, golang string }

func build() built {
	b := built{version: version, commit: "unknown", golang: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b.named("")
	}
	dirty := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = " (with changes)"
		}
	}
	b.commit += dirty
	return b.named(info.Main.Version)
}

// named takes the version that the linker was not given from the module.
func (b built) named(module string) built {
	if b.version == "" {
		b.version = module
	}
	if b.version == "" || b.version == "(devel)" {
		b.version = "dev"
	}
	return b
}
