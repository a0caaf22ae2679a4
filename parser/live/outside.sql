-- What is no object of the model and files refer to without saying the schema: types, operator classes and functions of extensions.
SELECT DISTINCT o.kind AS kind, n.nspname AS schema, o.name AS name
FROM (SELECT 'enum' AS kind, t.typnamespace AS namespace, t.typname AS name
      FROM pg_depend e JOIN pg_type t ON t.oid = e.objid
      WHERE e.classid = 'pg_type'::regclass AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'
        AND e.refobjid >= 16384
        AND t.typcategory <> 'A'
      UNION ALL
      SELECT 'operator class', c.opcnamespace, c.opcname
      FROM pg_depend e JOIN pg_opclass c ON c.oid = e.objid
      WHERE e.classid = 'pg_opclass'::regclass AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'
        AND e.refobjid >= 16384
      UNION ALL
      SELECT 'routine', p.pronamespace, p.proname
      FROM pg_depend e JOIN pg_proc p ON p.oid = e.objid
      WHERE e.classid = 'pg_proc'::regclass AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'
        AND e.refobjid >= 16384) o
JOIN pg_namespace n ON n.oid = o.namespace
ORDER BY o.kind, n.nspname, o.name
