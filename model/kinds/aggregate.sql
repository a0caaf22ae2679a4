-- Aggregates: pg_proc has what they share with functions, pg_aggregate the rest.
-- class: pg_proc
-- parent: pg_namespace
-- when: SELECT FROM pg_aggregate WHERE aggfnoid >= 16384 AND aggfnoid::oid NOT IN (SELECT objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid = 'pg_proc'::regclass)
SELECT p.oid AS oid,
       p.pronamespace AS parent,
       p.proname AS name,
       (SELECT coalesce(string_agg(format_type(t.type, NULL), ', ' ORDER BY t.number), '')
        FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number)) AS args,
       CASE a.aggkind WHEN 'o' THEN 'ORDERED SET' WHEN 'h' THEN 'HYPOTHETICAL SET' END AS kind,
       a.aggnumdirectargs AS direct_arguments,
       p.proargmodes AS argument_modes,
       p.proargnames AS argument_names,
       (SELECT array_agg(format_type(t.type, NULL) ORDER BY t.number)
        FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number)) AS argument_types,
       format_type(p.prorettype, NULL) AS returns,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggtransfn) AS sfunc,
       format_type(a.aggtranstype, NULL) AS stype,
       a.aggtransspace AS sspace,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggfinalfn) AS finalfunc,
       a.aggfinalextra AS finalfunc_extra,
       CASE a.aggfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' ELSE 'READ_ONLY' END
           AS finalfunc_modify,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggcombinefn) AS combinefunc,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggserialfn) AS serialfunc,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggdeserialfn) AS deserialfunc,
       a.agginitval AS initcond,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggmtransfn) AS msfunc,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggminvtransfn) AS minvfunc,
       CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS mstype,
       a.aggmtransspace AS msspace,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = a.aggmfinalfn) AS mfinalfunc,
       a.aggmfinalextra AS mfinalfunc_extra,
       CASE a.aggmfinalmodify WHEN 's' THEN 'SHAREABLE' WHEN 'w' THEN 'READ_WRITE' ELSE 'READ_ONLY' END
           AS mfinalfunc_modify,
       a.aggminitval AS minitcond,
       (SELECT CASE n.nspname WHEN 'pg_catalog' THEN o.oprname::text
                              ELSE 'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')' END
        FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid = a.aggsortop) AS sortop,
       CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END AS parallel,
       pg_get_userbyid(p.proowner) AS owner
FROM pg_aggregate a
JOIN pg_proc p ON p.oid = a.aggfnoid
WHERE p.oid >= 16384
  AND p.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_proc'::regclass
                      AND e.deptype = 'e')
