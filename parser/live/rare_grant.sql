-- As model/kinds/grant.sql, for kinds that few databases have.
-- kind: grant
-- when: SELECT FROM pg_foreign_data_wrapper WHERE oid >= 16384 UNION ALL SELECT FROM pg_language WHERE oid >= 16384
SELECT o.class AS parent_class,
       o.oid AS parent,
       CASE WHEN g.grantee = 0 THEN 'public' ELSE pg_get_userbyid(g.grantee)::text END AS name,
       g.held AS privileges,
       g.grantable AS grantable
FROM (SELECT 'pg_foreign_data_wrapper'::regclass::oid AS class, oid, fdwacl AS acl,
             acldefault('F', fdwowner) AS initial, fdwowner AS owner
      FROM pg_foreign_data_wrapper
      WHERE fdwacl IS NOT NULL AND oid >= 16384
      UNION ALL
      SELECT 'pg_foreign_server'::regclass::oid, oid, srvacl, acldefault('S', srvowner), srvowner
      FROM pg_foreign_server
      WHERE srvacl IS NOT NULL
      UNION ALL
      SELECT 'pg_language'::regclass::oid, oid, lanacl, acldefault('l', lanowner), lanowner
      FROM pg_language
      WHERE lanacl IS NOT NULL AND oid >= 16384) o
-- include privileges
