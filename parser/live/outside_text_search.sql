-- The same for full text search: dictionaries and templates of extensions.
-- when: SELECT FROM pg_ts_dict WHERE oid >= 16384
SELECT o.kind AS kind, n.nspname AS schema, o.name AS name
FROM (SELECT 'text search dictionary' AS kind, d.dictnamespace AS namespace, d.dictname AS name
      FROM pg_depend e JOIN pg_ts_dict d ON d.oid = e.objid
      WHERE e.classid = 'pg_ts_dict'::regclass AND e.deptype = 'e'
      UNION ALL
      SELECT 'text search template', t.tmplnamespace, t.tmplname
      FROM pg_depend e JOIN pg_ts_template t ON t.oid = e.objid
      WHERE e.classid = 'pg_ts_template'::regclass AND e.deptype = 'e') o
JOIN pg_namespace n ON n.oid = o.namespace
ORDER BY o.kind, n.nspname, o.name
