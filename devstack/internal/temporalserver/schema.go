package temporalserver

import (
	"fmt"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	toolsschema "go.temporal.io/server/tools/common/schema"
	toolssql "go.temporal.io/server/tools/sql"
)

// applySchemas brings both databases to the version that this server wants.
// It finds nothing to do when they are there already.
func (c instance) applySchemas(logger log.Logger) error {
	for _, s := range []struct {
		name  string
		store config.DataStore
	}{
		{"postgresql/v12/temporal", c.store(c.Database)},
		{"postgresql/v12/visibility", c.store(c.VisibilityDatabase)},
	} {
		if err := applySchema(s.store.SQL, s.name, logger); err != nil {
			return fmt.Errorf("apply the schema %s: %w", s.name, err)
		}
	}
	return nil
}

func applySchema(store *config.SQL, name string, logger log.Logger) error {
	conn, err := toolssql.NewConnection(store, logger)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()

	// Setting up would write version 0.0 over a later one, so it is done only
	// where no version can be read.
	if _, err := conn.ReadSchemaVersion(); err != nil {
		setup := &toolsschema.SetupConfig{InitialVersion: "0.0"}
		if err := toolsschema.NewSetupSchemaTask(conn, setup, logger).Run(); err != nil {
			return fmt.Errorf("set up: %w", err)
		}
	}
	update := &toolsschema.UpdateConfig{SchemaName: name}
	if err := toolsschema.NewUpdateSchemaTask(conn, update, logger).Run(); err != nil {
		return fmt.Errorf("update: %w", err)
	}
	return nil
}
