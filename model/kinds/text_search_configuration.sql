-- class: pg_ts_config
-- parent: pg_namespace
-- when: SELECT FROM pg_ts_config WHERE oid >= 16384
SELECT c.oid AS oid,
       c.cfgnamespace AS parent,
       c.cfgname AS name,
       (SELECT ARRAY['schema', n.nspname, 'text search parser', p.prsname]
        FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace WHERE p.oid = c.cfgparser) AS parser,
       pg_get_userbyid(c.cfgowner) AS owner
FROM pg_ts_config c
WHERE c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_ts_config'::regclass
                      AND e.deptype = 'e')
