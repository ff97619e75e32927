#!/bin/sh
# Make the three database roles and the database. The PostgreSQL image runs it once, on an empty data folder;
# elsewhere an administrator of the server runs it once:
#   POSTGRES_USER=postgres OWNER_PASSWORD=… APP_PASSWORD=… PUBLISHER_PASSWORD=… sh docker/make-roles.sh
set -eu
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 \
    --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" --set publisher="$PUBLISHER_PASSWORD" <<'SQL'
CREATE ROLE cocreation_owner LOGIN PASSWORD :'owner';
CREATE ROLE cocreation_app LOGIN PASSWORD :'app';
CREATE ROLE cocreation_publisher LOGIN PASSWORD :'publisher';
CREATE DATABASE cocreation OWNER cocreation_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE cocreation FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE cocreation TO cocreation_app, cocreation_publisher;
SQL
