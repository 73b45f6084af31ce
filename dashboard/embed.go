// Package dashboard carries the built web app inside the API binary.
package dashboard

import (
	"embed"
	"io/fs"
)

// The placeholder in dist lets Go build before the first npm build.
//
//go:embed all:dist
var dist embed.FS

// Files is the built web app with index.html at its root. Before the first
// build it is empty but for a placeholder.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		// Only an invalid path fails, and this one is constant.
		panic(err)
	}
	return files
}
