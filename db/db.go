// Package db embeds the schema's migrations, so that every binary can bring a
// database up to the version that it was built for.
package db

import "embed"

// Migrations holds the goose migrations, under the folder migrations.
//
//go:embed migrations/*.sql
var Migrations embed.FS
