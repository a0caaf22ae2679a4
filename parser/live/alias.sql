-- Other addresses under which pg_depend knows an object: the rewrite rule of a view, the row type of a relation, an
-- array type, what a range type brings along, the index of a constraint that foreign keys use, the expression of a
-- generated column, and every member of an extension that something of the user's needs.  Only read by depend.c.
SELECT a.class AS class,
       a.oid AS oid,
       a.target_class AS target_class,
       a.target AS target,
       a.target_subid AS target_subid
FROM (SELECT 'pg_rewrite'::regclass::oid AS class, r.oid, 'pg_class'::regclass::oid AS target_class,
             r.ev_class AS target, 0 AS target_subid
      FROM pg_rewrite r
      WHERE r.oid >= 16384 AND r.ev_type = '1'
      UNION ALL
      SELECT 'pg_type'::regclass::oid, t.oid, 'pg_class'::regclass::oid, t.typrelid, 0
      FROM pg_type t
      WHERE t.oid IN (SELECT d.refobjid FROM pg_depend d
                      WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid >= 16384 AND d.deptype = 'n')
        AND t.typrelid <> 0
      UNION ALL
      SELECT 'pg_type'::regclass::oid, t.oid,
             CASE WHEN r.relkind <> 'c' THEN 'pg_class'::regclass ELSE 'pg_type'::regclass END::oid,
             CASE WHEN r.relkind <> 'c' THEN r.oid ELSE e.oid END, 0
      FROM pg_type t
      JOIN pg_type e ON e.oid = t.typelem
      LEFT JOIN pg_class r ON r.oid = e.typrelid
      WHERE t.oid IN (SELECT d.refobjid FROM pg_depend d
                      WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid >= 16384 AND d.deptype = 'n')
        AND e.oid >= 16384
      UNION ALL
      SELECT 'pg_class'::regclass::oid, k.conindid, 'pg_constraint'::regclass::oid, k.oid, 0
      FROM pg_constraint k
      WHERE k.contype IN ('p', 'u', 'x')
        AND k.conindid IN (SELECT f.conindid FROM pg_constraint f WHERE f.contype = 'f')
      UNION ALL
      SELECT 'pg_attrdef'::regclass::oid, d.oid, 'pg_class'::regclass::oid, d.adrelid, d.adnum
      FROM pg_attrdef d
      JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> ''
      WHERE d.oid >= 16384
      UNION ALL
      SELECT d.classid, d.objid, d.refclassid, g.rngtypid, 0
      FROM pg_range g
-- from 14
      JOIN pg_depend d ON d.refobjid IN (g.rngtypid, g.rngmultitypid)
-- end
-- before 14
      JOIN pg_depend d ON d.refobjid = g.rngtypid
-- end
      WHERE g.rngtypid >= 16384
        AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i'
        AND d.classid IN ('pg_type'::regclass, 'pg_proc'::regclass)
      UNION ALL
      SELECT m.classid, m.objid, m.refclassid, m.refobjid, 0
      FROM pg_depend m
      WHERE m.refclassid = 'pg_extension'::regclass AND m.refobjid >= 16384 AND m.deptype = 'e') a
