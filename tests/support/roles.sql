-- Roles that the schemas under fixtures/corpus speak of.  Roles belong to the server, not to a database.
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
CREATE ROLE supabase_admin NOLOGIN SUPERUSER;
CREATE ROLE app_owner NOLOGIN;
CREATE ROLE app_user NOLOGIN;
CREATE ROLE app_admin NOLOGIN;
CREATE ROLE reader NOLOGIN;
CREATE ROLE writer NOLOGIN;
