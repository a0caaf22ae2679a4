-- class: pg_publication
-- when: SELECT FROM pg_publication
SELECT p.oid AS oid,
       p.pubname AS name,
       p.puballtables AS all_tables,
       array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END,
                          CASE WHEN p.pubupdate THEN 'update' END,
                          CASE WHEN p.pubdelete THEN 'delete' END,
                          CASE WHEN p.pubtruncate THEN 'truncate' END], NULL) AS publish,
       p.pubviaroot AS publish_via_partition_root,
-- from 18
       CASE p.pubgencols WHEN 's' THEN 'stored' END AS publish_generated_columns,
-- end
-- before 18
       NULL AS publish_generated_columns,
-- end
       pg_get_userbyid(p.pubowner) AS owner
FROM pg_publication p
