-- kind: operator
SELECT ARRAY['schema', n.nspname] AS parent_key,
       o.oprname AS name,
       CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END
       || ', ' || format_type(o.oprright, NULL) AS args,
       format_type(o.oprresult, NULL) AS returns
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE EXISTS (SELECT FROM pg_depend e
                WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.oid
                  AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e')
