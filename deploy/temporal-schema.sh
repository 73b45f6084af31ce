#!/bin/sh
# Brings Temporal's two databases to the version of its server.
set -eu
for database in temporal visibility; do
  name=temporal
  [ "$database" = temporal ] || name=temporal_visibility
  tool="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $name"
  $tool setup-schema -v 0.0 2>/dev/null || echo "$name: the schema is there already"
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$database/versioned"
done
