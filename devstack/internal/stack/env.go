package stack

import (
	"net/url"
	"strings"
)

// Environment is the given environment with the stack's addresses added.
func (s *Stack) Environment(base []string) []string {
	redisURL := url.URL{Scheme: "redis", User: url.UserPassword("", s.secrets.Redis), Host: address(s.redisPort), Path: "/0"}
	return overlay(base, [][2]string{
		{"DATABASE_URL", s.databaseURL(appRole, s.secrets.App, appDatabase)},
		{"DATABASE_OWNER_URL", s.databaseURL(ownerRole, s.secrets.Owner, appDatabase)},
		{"REDIS_URL", redisURL.String()},
		{"TEMPORAL_ADDRESS", address(s.temporalPort)},
		{"TEMPORAL_NAMESPACE", namespace},
		{"TEMPORAL_UI_URL", s.uiURL()},
		{"DEVSTACK_PG_ADMIN_URL", s.databaseURL(adminUser, s.secrets.Admin, adminDatabase)},
		{"DEVSTACK_PIDS", s.pidsPath()},
		{"DEVSTACK_CONTROL_URL", s.control.url},
		{"DEVSTACK_LOGS", s.files.path("logs")},
	})
}

// overlay sets variables, replacing those of the same name. PostgreSQL's own
// variables are dropped: a client would prefer them to parts of an address.
func overlay(base []string, set [][2]string) []string {
	ours := map[string]bool{}
	for _, pair := range set {
		ours[pair[0]] = true
	}
	var env []string
	for _, line := range base {
		name, _, _ := strings.Cut(line, "=")
		if !ours[name] && !isPostgresVariable(name) {
			env = append(env, line)
		}
	}
	for _, pair := range set {
		env = append(env, pair[0]+"="+pair[1])
	}
	return env
}

func isPostgresVariable(name string) bool {
	switch name {
	case "PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE",
		"PGSERVICE", "PGSERVICEFILE", "PGPASSFILE", "PGOPTIONS", "PGSSLMODE":
		return true
	}
	return false
}
