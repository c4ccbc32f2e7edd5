#!/bin/sh
# Whom the server is in the database: nobody special, so that the walls between teams hold for it too.
set -e
psql -v ON_ERROR_STOP=1 -U postgres -v password="$SERVER_PASSWORD" <<'SQL'
create role alongside login password :'password' nosuperuser nobypassrls;
create database alongside owner alongside;
SQL
