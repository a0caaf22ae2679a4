-- The options are shown to superusers and to few others (system_views.sql); to all others the view has no options, as
-- for a mapping without any.  What is hidden is the list of one empty text.
-- parent: pg_foreign_server
-- when: SELECT FROM pg_foreign_server
SELECT m.srvid AS parent,
       m.usename AS name,
-- superuser
       m.umoptions AS options
-- otherwise
       CASE WHEN pg_has_role(s.srvowner, 'USAGE')
                 AND m.umuser = 0
              OR m.usename = current_user
                 AND m.umuser <> 0
                 AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE'))
            THEN m.umoptions
            ELSE '{""}' END AS options
-- end
FROM pg_user_mappings m
JOIN pg_foreign_server s ON s.oid = m.srvid
