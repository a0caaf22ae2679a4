-- An entry without a function stands for an operator that is yet to be made.
-- class: pg_operator
-- parent: pg_namespace
-- when: SELECT FROM pg_operator WHERE oid >= 16384 AND oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_operator'::regclass)
SELECT o.oid AS oid,
       o.oprnamespace AS parent,
       o.oprname AS name,
       CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END
       || ', ' || format_type(o.oprright, NULL) AS args,
       ARRAY['schema', fn.nspname, 'routine', f.proname,
             (SELECT string_agg(format_type(t.type, NULL), ', ' ORDER BY t.number)
              FROM unnest(f.proargtypes) WITH ORDINALITY AS t (type, number))] AS function,
       format_type(o.oprresult, NULL) AS returns,
       (SELECT ARRAY['schema', n.nspname, 'operator', r.oprname,
                     CASE r.oprleft WHEN 0 THEN 'NONE' ELSE format_type(r.oprleft, NULL) END
                     || ', ' || format_type(r.oprright, NULL)]
        FROM pg_operator r JOIN pg_namespace n ON n.oid = r.oprnamespace WHERE r.oid = o.oprcom) AS commutator,
       (SELECT ARRAY['schema', n.nspname, 'operator', r.oprname,
                     CASE r.oprleft WHEN 0 THEN 'NONE' ELSE format_type(r.oprleft, NULL) END
                     || ', ' || format_type(r.oprright, NULL)]
        FROM pg_operator r JOIN pg_namespace n ON n.oid = r.oprnamespace WHERE r.oid = o.oprnegate) AS negator,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = o.oprrest) AS restrict_function,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname]
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = o.oprjoin) AS join_function,
       o.oprcanhash AS hashes,
       o.oprcanmerge AS merges,
       pg_get_userbyid(o.oprowner) AS owner
FROM pg_operator o
JOIN pg_proc f ON f.oid = o.oprcode
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE o.oid >= 16384
  AND o.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_operator'::regclass
                      AND e.deptype = 'e')
