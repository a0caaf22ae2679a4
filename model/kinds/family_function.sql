-- The family may be one of the server's own, which is no object.  What belongs to an extension depends on its class or
-- its family.
-- class: pg_amproc
-- when: SELECT FROM pg_amproc WHERE oid >= 16384 AND amprocfamily NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_opfamily'::regclass) UNION ALL SELECT FROM pg_opclass WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_opclass'::regclass)
SELECT x.oid AS oid,
       ARRAY['schema', fn.nspname, 'operator family', f.opfname, quote_ident(m.amname)] AS parent_key,
       x.amprocnum AS name,
       format_type(x.amproclefttype, NULL) || ', ' || format_type(x.amprocrighttype, NULL) AS args,
       ARRAY['schema', n.nspname, 'routine', p.proname,
             (SELECT coalesce(string_agg(format_type(t.type, NULL), ', ' ORDER BY t.number), '')
              FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number))] AS function,
       (SELECT ARRAY['schema', n.nspname, 'operator class', c.opcname, quote_ident(m.amname)]
        FROM pg_depend d JOIN pg_opclass c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.opcnamespace
        WHERE d.classid = 'pg_amproc'::regclass AND d.objid = x.oid AND d.refclassid = 'pg_opclass'::regclass
          AND d.deptype IN ('i', 'a') LIMIT 1) AS operator_class
FROM pg_amproc x
JOIN pg_opfamily f ON f.oid = x.amprocfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
JOIN pg_am m ON m.oid = f.opfmethod
JOIN pg_proc p ON p.oid = x.amproc
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE x.oid >= 16384
  AND x.oid NOT IN (SELECT d.objid
                    FROM pg_depend d
                    WHERE d.classid = 'pg_amproc'::regclass AND d.deptype IN ('i', 'a')
                      AND (d.refclassid, d.refobjid) IN
                          (SELECT e.classid, e.objid
                           FROM pg_depend e
                           WHERE e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'))
