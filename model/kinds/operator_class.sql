-- class: pg_opclass
-- parent: pg_namespace
-- when: SELECT FROM pg_opclass WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_opclass'::regclass)
SELECT c.oid AS oid,
       c.opcnamespace AS parent,
       c.opcname AS name,
       quote_ident(m.amname) AS args,
       format_type(c.opcintype, NULL) AS type,
       c.opcdefault AS is_default,
       ARRAY['schema', fn.nspname, 'operator family', f.opfname, quote_ident(m.amname)] AS family,
       CASE WHEN c.opckeytype NOT IN (0, c.opcintype) THEN format_type(c.opckeytype, NULL) END AS storage,
       (SELECT array_agg(ARRAY['schema', fn.nspname, 'operator family', f.opfname, quote_ident(m.amname),
                               CASE WHEN o.oid IS NULL THEN 'family function' ELSE 'family operator' END,
                               coalesce(o.amopstrategy, p.amprocnum)::text,
                               format_type(coalesce(o.amoplefttype, p.amproclefttype), NULL) || ', '
                               || format_type(coalesce(o.amoprighttype, p.amprocrighttype), NULL)])
        FROM pg_depend d
        LEFT JOIN pg_amop o ON d.classid = 'pg_amop'::regclass AND o.oid = d.objid
        LEFT JOIN pg_amproc p ON d.classid = 'pg_amproc'::regclass AND p.oid = d.objid
        WHERE d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid AND d.deptype = 'i'
          AND d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)) AS members,
       pg_get_userbyid(c.opcowner) AS owner
FROM pg_opclass c
JOIN pg_am m ON m.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
WHERE c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_opclass'::regclass
                      AND e.deptype = 'e')
