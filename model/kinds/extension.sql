-- Extensions that somebody installed.  Object ids below 16384 (FirstNormalObjectId of access/transam.h) belong to
-- initdb: plpgsql is in every database from the start.
-- class: pg_extension
SELECT x.oid AS oid,
       x.extname AS name,
       n.nspname AS schema,
       x.extversion AS version
FROM pg_extension x
JOIN pg_namespace n ON n.oid = x.extnamespace
WHERE x.oid >= 16384
