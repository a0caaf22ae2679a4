-- The family may be one of the server's own, which is no object.  What belongs to an extension depends on its class or
-- its family.
-- class: pg_amop
-- when: SELECT FROM pg_amop WHERE oid >= 16384 AND amopfamily NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_opfamily'::regclass) UNION ALL SELECT FROM pg_opclass WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_opclass'::regclass)
SELECT x.oid AS oid,
       ARRAY['schema', fn.nspname, 'operator family', f.opfname, quote_ident(m.amname)] AS parent_key,
       x.amopstrategy AS name,
       format_type(x.amoplefttype, NULL) || ', ' || format_type(x.amoprighttype, NULL) AS args,
       ARRAY['schema', n.nspname, 'operator', o.oprname,
             CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END
             || ', ' || format_type(o.oprright, NULL)] AS operator,
       (SELECT ARRAY['schema', sn.nspname, 'operator family', s.opfname, quote_ident(sm.amname)]
        FROM pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace JOIN pg_am sm ON sm.oid = s.opfmethod
        WHERE s.oid = x.amopsortfamily) AS sort_family,
       (SELECT ARRAY['schema', n.nspname, 'operator class', c.opcname, quote_ident(m.amname)]
        FROM pg_depend d JOIN pg_opclass c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.opcnamespace
        WHERE d.classid = 'pg_amop'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_opclass'::regclass
          AND d.deptype IN ('i', 'a') LIMIT 1) AS operator_class
FROM pg_amop x
JOIN pg_opfamily f ON f.oid = x.amopfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
JOIN pg_am m ON m.oid = f.opfmethod
JOIN pg_operator o ON o.oid = x.amopopr
JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE x.oid >= 16384
  AND x.oid NOT IN (SELECT d.objid
                    FROM pg_depend d
                    WHERE d.classid = 'pg_amop'::regclass AND d.deptype IN ('i', 'a')
                      AND (d.refclassid, d.refobjid) IN
                          (SELECT e.classid, e.objid
                           FROM pg_depend e
                           WHERE e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'))
