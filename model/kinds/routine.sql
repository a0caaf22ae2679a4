-- Functions, window functions and procedures; aggregates (prokind a) are none, nor are the constructors that come
-- with a range type (deptype i).  Types are spelled without modifiers,
-- as pg_proc has none.  pg_get_function_arg_default counts all arguments and gives NULL for those without a default.
-- class: pg_proc
-- parent: pg_namespace
SELECT p.oid AS oid,
       p.pronamespace AS parent,
       p.proname AS name,
       (SELECT coalesce(string_agg(format_type(t.type, NULL), ', ' ORDER BY t.number), '')
        FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number)) AS args,
       p.prokind = 'p' AS is_procedure,
       p.prokind = 'w' AS is_window,
       p.proargmodes AS argument_modes,
       p.proargnames AS argument_names,
       (SELECT array_agg(format_type(t.type, NULL) ORDER BY t.number)
        FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS t (type, number)
       ) AS argument_types,
       CASE WHEN p.pronargdefaults > 0 THEN
           (SELECT array_agg(pg_get_function_arg_default(p.oid, number) ORDER BY number)
            FROM generate_series(1, coalesce(array_length(p.proallargtypes, 1), p.pronargs)) AS number
            WHERE pg_get_function_arg_default(p.oid, number) IS NOT NULL)
       END AS argument_defaults,
       CASE WHEN p.prokind <> 'p' THEN format_type(p.prorettype, NULL) END AS returns,
       p.proretset AS returns_set,
       l.lanname AS language,
       CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END AS volatility,
       p.proisstrict AS is_strict,
       p.prosecdef AS security_definer,
       p.proleakproof AS leakproof,
       CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END AS parallel,
       p.procost AS cost,
       p.prorows AS rows,
       CASE WHEN p.prosupport <> 0 THEN p.prosupport::text END AS support,
       (SELECT array_agg(format_type(t.type, NULL) ORDER BY t.number)
        FROM unnest(p.protrftypes) WITH ORDINALITY AS t (type, number)) AS transforms,
       p.proconfig AS settings,
       p.probin AS object_file,
-- from 14
       CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END AS body,
       CASE WHEN p.prosqlbody IS NOT NULL THEN pg_get_function_sqlbody(p.oid) END AS sql_body,
-- end
-- before 14
       p.prosrc AS body,
       NULL AS sql_body,
-- end
       pg_get_userbyid(p.proowner) AS owner
FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang
WHERE p.prokind <> 'a'
  AND p.oid >= 16384
  AND p.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.classid = 'pg_proc'::regclass AND e.deptype IN ('e', 'i'))
