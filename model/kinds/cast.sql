-- class: pg_cast
-- when: SELECT FROM pg_cast WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_cast'::regclass)
SELECT c.oid AS oid,
       format_type(c.castsource, NULL) AS name,
       format_type(c.casttarget, NULL) AS args,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname,
                     (SELECT string_agg(format_type(t.type, NULL), ', ' ORDER BY t.number)
                      FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number))]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.oid = c.castfunc) AS function,
       CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' END AS method,
       CASE c.castcontext WHEN 'a' THEN 'ASSIGNMENT' WHEN 'i' THEN 'IMPLICIT' END AS context
FROM pg_cast c
WHERE c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.classid = 'pg_cast'::regclass AND e.deptype IN ('e', 'i'))
