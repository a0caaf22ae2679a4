-- class: pg_foreign_server
-- when: SELECT FROM pg_foreign_server
SELECT s.oid AS oid,
       s.srvname AS name,
       ARRAY['foreign data wrapper', w.fdwname] AS wrapper,
       nullif(s.srvtype, '') AS type,
       nullif(s.srvversion, '') AS version,
       s.srvoptions AS options,
       pg_get_userbyid(s.srvowner) AS owner
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE s.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_foreign_server'::regclass
                      AND e.deptype = 'e')
