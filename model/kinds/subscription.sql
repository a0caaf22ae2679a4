-- The connection string is for superusers only (the GRANT on columns of system_views.sql).  The catalog is one for all
-- databases.
-- class: pg_subscription
-- when: SELECT FROM pg_subscription
SELECT s.oid AS oid,
       s.subname AS name,
-- superuser
       s.subconninfo AS connection,
-- otherwise
       NULL AS connection,
-- end
       s.subpublications AS publications,
       s.subslotname AS slot_name,
       nullif(s.subsynccommit, 'off') AS synchronous_commit,
-- from 14
       s.subbinary AS binary,
       CASE s.substream::text WHEN 't' THEN 'on' WHEN 'true' THEN 'on' WHEN 'p' THEN 'parallel'
                              ELSE 'off' END AS streaming,
-- end
-- before 14
       false AS binary,
       'off' AS streaming,
-- end
-- from 15
       s.subtwophasestate <> 'd' AS two_phase,
       s.subdisableonerr AS disable_on_error,
-- end
-- before 15
       false AS two_phase,
       false AS disable_on_error,
-- end
-- from 16
       s.subpasswordrequired AS password_required,
       s.subrunasowner AS run_as_owner,
       nullif(s.suborigin, 'any') AS origin,
-- end
-- before 16
       true AS password_required,
       false AS run_as_owner,
       NULL AS origin,
-- end
-- from 17
       s.subfailover AS failover,
-- end
-- before 17
       false AS failover,
-- end
       pg_get_userbyid(s.subowner) AS owner
FROM pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
