import java.io.*;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.*;
import java.util.*;
import org.apache.flink.table.api.*;
import org.apache.flink.types.Row;

/**
 * Evaluates SQL expressions without columns: one in base64 per line of the input, one answer per line of the output, in order.
 *
 * An answer is `value TAB type TAB json`, `refused TAB why` or `failed TAB why`, each part in base64.
 */
public class Evaluate {
  static final int TOGETHER = 40;
  static TableEnvironment flink;

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
    System.setOut(System.err);
    flink = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    flink.getConfig().set("table.local-time-zone", "UTC");
    flink.getConfig().set("parallelism.default", "1");
    List<String> expressions = new ArrayList<>();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; )
      expressions.add(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8));
    String[] answers = new String[expressions.size()];
    List<Integer> valid = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      try {
        flink.sqlQuery("SELECT " + expressions.get(i));
        valid.add(i);
      } catch (Throwable problem) {
        answers[i] = answer("refused", reason(problem));
      }
    }
    for (int from = 0; from < valid.size(); from += TOGETHER)
      evaluate(expressions, valid.subList(from, Math.min(valid.size(), from + TOGETHER)), answers);
    for (String answer : answers) out.println(answer);
    out.flush();
    System.exit(0);
  }

  /** Together in one query; where one fails, the halves apart. */
  static void evaluate(List<String> expressions, List<Integer> which, String[] answers) {
    try {
      StringJoiner list = new StringJoiner(", ", "SELECT ", "");
      for (int i : which) list.add(expressions.get(i) + " AS c" + i);
      TableResult result = flink.executeSql(list.toString());
      try (var rows = result.collect()) {
        Row row = rows.next();
        for (int at = 0; at < which.size(); at++) {
          String type = result.getResolvedSchema().getColumnDataTypes().get(at).getLogicalType().asSerializableString();
          answers[which.get(at)] = answer("value", type, json(row.getField(at)));
        }
      }
    } catch (Throwable problem) {
      if (which.size() == 1) {
        answers[which.get(0)] = answer("failed", reason(problem));
        return;
      }
      int half = which.size() / 2;
      evaluate(expressions, which.subList(0, half), answers);
      evaluate(expressions, which.subList(half, which.size()), answers);
    }
  }

  static String answer(String... parts) {
    StringJoiner line = new StringJoiner("\t");
    for (String part : parts) line.add(Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8)));
    return line.toString();
  }

  static String reason(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null && root.getCause() != root) root = root.getCause();
    String text = root.getClass().getSimpleName() + ": " + root.getMessage();
    return text.length() > 300 ? text.substring(0, 300) : text;
  }

  /** A value as the JSON that expressions.ts makes of ours. */
  static String json(Object value) {
    if (value == null) return "null";
    if (value instanceof Boolean) return value.toString();
    if (value instanceof BigDecimal) return text(((BigDecimal) value).toPlainString());
    if (value instanceof byte[]) return text(HexFormat.of().formatHex((byte[]) value));
    if (value instanceof LocalTime) return text(String.valueOf(((LocalTime) value).toNanoOfDay() / 1_000_000));
    if (value instanceof LocalDateTime) return text(String.valueOf(((LocalDateTime) value).toInstant(ZoneOffset.UTC).toEpochMilli()));
    if (value instanceof Instant) return text(String.valueOf(((Instant) value).toEpochMilli()));
    if (value instanceof Period) return text(String.valueOf(((Period) value).toTotalMonths()));
    if (value instanceof Duration) return text(String.valueOf(((Duration) value).toMillis()));
    if (value instanceof Object[]) return list(Arrays.asList((Object[]) value));
    if (value instanceof Row) {
      List<Object> members = new ArrayList<>();
      for (int i = 0; i < ((Row) value).getArity(); i++) members.add(((Row) value).getField(i));
      return list(members);
    }
    if (value instanceof Map) {
      List<String> entries = new ArrayList<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet())
        entries.add("[" + json(entry.getKey()) + "," + json(entry.getValue()) + "]");
      Collections.sort(entries);
      return "[" + String.join(",", entries) + "]";
    }
    return text(value.toString());
  }

  static String list(List<?> members) {
    StringJoiner list = new StringJoiner(",", "[", "]");
    for (Object member : members) list.add(json(member));
    return list.toString();
  }

  static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < 32) quoted.append(String.format("\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
