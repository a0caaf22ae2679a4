-- Array types come by themselves, and all of them have the one input function.
-- class: pg_type
-- parent: pg_namespace
-- when: SELECT FROM pg_type WHERE oid >= 16384 AND (typtype = 'b' AND typinput <> 'array_in'::regproc OR NOT typisdefined)
SELECT t.oid AS oid,
       t.typnamespace AS parent,
       t.typname AS name,
       pg_get_userbyid(t.typowner) AS owner
FROM pg_type t
WHERE t.oid >= 16384
  AND (t.typtype = 'b' AND t.typinput <> 'array_in'::regproc OR NOT t.typisdefined)
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
