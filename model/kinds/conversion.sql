-- class: pg_conversion
-- parent: pg_namespace
-- when: SELECT FROM pg_conversion WHERE oid >= 16384
SELECT c.oid AS oid,
       c.connamespace AS parent,
       c.conname AS name,
       pg_encoding_to_char(c.conforencoding) AS source,
       pg_encoding_to_char(c.contoencoding) AS destination,
       ARRAY['schema', n.nspname, 'routine', p.proname] AS function,
       c.condefault AS is_default,
       pg_get_userbyid(c.conowner) AS owner
FROM pg_conversion c
JOIN pg_proc p ON p.oid = c.conproc
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_conversion'::regclass
                      AND e.deptype = 'e')
