-- kind: aggregate
SELECT ARRAY['schema', n.nspname] AS parent_key,
       p.proname AS name,
       (SELECT coalesce(string_agg(format_type(t.type, NULL), ', ' ORDER BY t.number), '')
        FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number)) AS args,
       p.proargmodes AS argument_modes,
       p.proargnames AS argument_names,
       (SELECT array_agg(format_type(t.type, NULL) ORDER BY t.number)
        FROM unnest(p.proargtypes) WITH ORDINALITY AS t (type, number)) AS argument_types,
       format_type(p.prorettype, NULL) AS returns
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind = 'a'
  AND EXISTS (SELECT FROM pg_depend e
              WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid
                AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
