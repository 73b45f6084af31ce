#!/bin/sh
# Makes the roles and databases once, when the data folder is new.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres \
  -v owner="$OWNER_DB_PASSWORD" -v app="$APP_DB_PASSWORD" -v temporal="$TEMPORAL_DB_PASSWORD" <<'SQL'
CREATE ROLE stockflow_owner LOGIN PASSWORD :'owner';
CREATE ROLE stockflow_app LOGIN PASSWORD :'app';
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal';
CREATE DATABASE stockflow OWNER stockflow_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
\c stockflow
ALTER SCHEMA public OWNER TO stockflow_owner;
SQL
