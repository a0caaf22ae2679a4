-- The options are one text, which the pattern takes apart: a name, perhaps quoted, and a string or a number.
-- class: pg_ts_dict
-- parent: pg_namespace
-- when: SELECT FROM pg_ts_dict WHERE oid >= 16384
SELECT d.oid AS oid,
       d.dictnamespace AS parent,
       d.dictname AS name,
       (SELECT ARRAY['schema', n.nspname, 'text search template', t.tmplname]
        FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate) AS template,
       (SELECT array_agg(o.option[1] ORDER BY o.number)
        FROM regexp_matches(d.dictinitoption, '((?:"(?:[^"]|"")*"|[^", ]+) = (?:E?''(?:[^'']|'''')*''|[^'', ]+))', 'g')
             WITH ORDINALITY AS o (option, number)) AS options,
       pg_get_userbyid(d.dictowner) AS owner
FROM pg_ts_dict d
WHERE d.oid >= 16384
  AND d.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_ts_dict'::regclass
                      AND e.deptype = 'e')
