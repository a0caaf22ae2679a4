-- class: pg_type
-- parent: pg_namespace
-- when: SELECT FROM pg_range WHERE rngtypid >= 16384
SELECT t.oid AS oid,
       t.typnamespace AS parent,
       t.typname AS name,
       format_type(r.rngsubtype, NULL) AS subtype,
       CASE WHEN NOT o.opcdefault OR o.opcintype <> r.rngsubtype
                 AND EXISTS (SELECT FROM pg_opclass better
                             WHERE better.opcmethod = o.opcmethod AND better.opcdefault
                               AND better.opcintype = r.rngsubtype)
            THEN CASE WHEN n.nspname <> 'pg_catalog' THEN quote_ident(n.nspname) || '.' ELSE '' END
                 || quote_ident(o.opcname)
       END AS operator_class,
       CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation::regcollation::text END AS collation,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END AS canonical,
       (SELECT ARRAY['schema', pn.nspname, 'routine', p.proname,
                     (SELECT string_agg(format_type(u.type, NULL), ', ' ORDER BY u.number)
                      FROM unnest(p.proargtypes) WITH ORDINALITY AS u (type, number))]
        FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace
        WHERE p.oid = r.rngsubdiff) AS subtype_diff,
-- from 14
       format_type(r.rngmultitypid, NULL) AS multirange,
-- end
-- before 14
       NULL AS multirange,
-- end
       pg_get_userbyid(t.typowner) AS owner
FROM pg_range r
JOIN pg_type t ON t.oid = r.rngtypid
JOIN pg_type s ON s.oid = r.rngsubtype
JOIN pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_namespace n ON n.oid = o.opcnamespace
WHERE t.oid >= 16384
  AND t.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_type'::regclass
                      AND e.deptype = 'e')
