-- The column of an ICU locale has another name in each of 14, 15 and 17, that of its rules came with 16: as JSON a row
-- may be asked for columns that it does not have.  A collation for another encoding than the database's is not seen.
-- class: pg_collation
-- parent: pg_namespace
-- when: SELECT FROM pg_collation WHERE oid >= 16384
SELECT c.oid AS oid,
       c.collnamespace AS parent,
       c.collname AS name,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
       CASE WHEN c.collprovider <> 'c' THEN
           coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate)
       END AS locale,
       CASE WHEN c.collprovider = 'c' THEN c.collcollate END AS lc_collate,
       CASE WHEN c.collprovider = 'c' THEN c.collctype END AS lc_ctype,
       c.collisdeterministic AS deterministic,
       to_jsonb(c) ->> 'collicurules' AS rules,
       pg_get_userbyid(c.collowner) AS owner
FROM pg_collation c
WHERE c.oid >= 16384
  AND c.collencoding IN (-1, (SELECT d.encoding FROM pg_database d WHERE d.datname = current_database()))
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_collation'::regclass
                      AND e.deptype = 'e')
