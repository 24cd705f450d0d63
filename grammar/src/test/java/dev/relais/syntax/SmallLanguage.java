package dev.relais.syntax;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A few keywords of keepalived.conf, enough to pair braces by. */
final class SmallLanguage implements Language {
  private final Map<String, TestShape> everywhere = new HashMap<>();
  private final TestShape top =
      block(
          "global_defs",
              block(
                  "router_id", null, "notification_email", list(), "enable_script_security", null),
          "vrrp_script", block("script", null, "interval", null, "weight", null),
          "vrrp_sync_group", block("group", list()),
          "vrrp_instance",
              block(
                  "state", null,
                  "interface", null,
                  "virtual_router_id", null,
                  "priority", null,
                  "nopreempt", null,
                  "authentication", block("auth_type", null, "auth_pass", null),
                  "virtual_ipaddress", list(),
                  "virtual_routes", list(),
                  "track_script", list()),
          "virtual_server",
              block(
                  "delay_loop",
                  null,
                  "lb_algo",
                  null,
                  "protocol",
                  null,
                  "real_server",
                  block(
                      "weight",
                      null,
                      "TCP_CHECK",
                      block("connect_timeout", null),
                      "HTTP_GET",
                      block("url", block("path", null), "connect_timeout", null))));

  @Override
  public Shape top() {
    return top;
  }

  private TestShape list() {
    return new TestShape(true, Map.of());
  }

  private TestShape block(@Nullable Object... keywordsAndShapes) {
    Map<String, @Nullable TestShape> entries = new HashMap<>();
    for (int i = 0; i < keywordsAndShapes.length; i += 2) {
      String keyword = String.valueOf(keywordsAndShapes[i]);
      TestShape shape = (TestShape) keywordsAndShapes[i + 1];
      entries.put(keyword, shape);
      if (shape != null) {
        everywhere.put(keyword, shape);
      }
    }
    return new TestShape(false, entries);
  }

  private final class TestShape implements Shape {
    private final boolean list;
    private final Map<String, @Nullable TestShape> entries;

    TestShape(boolean list, Map<String, @Nullable TestShape> entries) {
      this.list = list;
      this.entries = entries;
    }

    @Override
    public boolean isList() {
      return list;
    }

    @Override
    public boolean allows(String keyword) {
      return list || entries.containsKey(keyword);
    }

    @Override
    public @Nullable Shape block(String keyword) {
      if (list) {
        return null;
      }
      return entries.containsKey(keyword) ? entries.get(keyword) : everywhere.get(keyword);
    }
  }
}
