-- A few rows, to see that they survive.
INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES
    ('00000000-0000-4000-8000-000000000001', 'first@example.org', '{"full_name": "First Person"}'),
    ('00000000-0000-4000-8000-000000000002', 'second@example.org', '{"full_name": "Second Person"}');
INSERT INTO public.organisations (id, slug, name, plan, created_by) VALUES
    ('00000000-0000-4000-8000-0000000000a1', 'works', 'Works', 'team', '00000000-0000-4000-8000-000000000001');
INSERT INTO public.memberships (organisation_id, profile_id, role) VALUES
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-000000000001', 'owner'),
    ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-000000000002', 'member');
INSERT INTO public.projects (id, organisation_id, slug, name) VALUES
    ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'site', 'Site');
INSERT INTO public.tasks (project_id, title, status, assignee_id) VALUES
    ('00000000-0000-4000-8000-0000000000b1', 'Draw it', 'done', '00000000-0000-4000-8000-000000000002'),
    ('00000000-0000-4000-8000-0000000000b1', 'Build it', 'in_progress', '00000000-0000-4000-8000-000000000002'),
    ('00000000-0000-4000-8000-0000000000b1', 'Show it', 'open', NULL);
