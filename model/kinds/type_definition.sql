-- parent: pg_type
-- when: SELECT FROM pg_type WHERE oid >= 16384 AND typtype = 'b' AND typinput <> 'array_in'::regproc
SELECT t.oid AS parent,
       t.typlen AS length,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typinput) AS input,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typoutput) AS output,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typreceive) AS receive,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typsend) AS send,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typmodin) AS typmod_in,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typmodout) AS typmod_out,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typanalyze) AS analyze,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.typsubscript) AS subscript,
       t.typbyval AS by_value,
       CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' END AS alignment,
       CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END AS storage,
       nullif(t.typcategory, 'U') AS category,
       t.typispreferred AS preferred,
       t.typdefault AS default_value,
       CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element,
       nullif(t.typdelim, ',') AS delimiter,
       t.typcollation <> 0 AS collatable
FROM pg_type t
WHERE t.oid >= 16384
  AND t.typtype = 'b'
  AND t.typinput <> 'array_in'::regproc
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
