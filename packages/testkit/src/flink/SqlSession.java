import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * SQL on Flink in this process. Reads a request per line, a verb and a statement in base 64, and answers each with a line: `ok`
 * or `error`, nanoseconds by the clock, nanoseconds of CPU of the whole process, and a text in base 64.
 *
 * Verbs: `run` waits until the statement, and the job it starts, has ended; `rows` also answers with the rows, one per line, fields
 * separated by tabs; `check` only parses and validates.
 */
public class SqlSession {
  public static void main(String[] options) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Configuration configuration = new Configuration();
    for (String option : options) {
      int at = option.indexOf('=');
      configuration.setString(option.substring(0, at), option.substring(at + 1));
    }
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      String[] request = line.split(" ");
      String statement = decode(request[1]);
      long clock = System.nanoTime();
      long cpu = system.getProcessCpuTime();
      String verdict = "ok";
      String text;
      try {
        text = answer(tables, request[0], statement);
      } catch (Throwable problem) {
        verdict = "error";
        text = messages(problem);
      }
      long took = System.nanoTime() - clock;
      long used = system.getProcessCpuTime() - cpu;
      answers.println(verdict + " " + took + " " + used + " " + encode(text));
      answers.flush();
    }
    System.exit(0);
  }

  private static String answer(StreamTableEnvironment tables, String verb, String statement) throws Exception {
    if (verb.equals("check")) {
      ((TableEnvironmentInternal) tables).getParser().parse(statement);
      return "";
    }
    TableResult result = tables.executeSql(statement);
    if (verb.equals("run")) {
      if (result.getJobClient().isPresent()) result.await();
      return "";
    }
    List<String> rows = new ArrayList<>();
    try (CloseableIterator<Row> iterator = result.collect()) {
      while (iterator.hasNext()) rows.add(fields(iterator.next()));
    }
    return String.join("\n", rows);
  }

  private static String fields(Row row) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.getArity(); i++) fields.add(String.valueOf(row.getField(i)));
    return String.join("\t", fields);
  }

  private static String messages(Throwable problem) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = problem; cause != null; cause = cause.getCause())
      text.append(cause.getClass().getSimpleName()).append(": ").append(cause.getMessage()).append('\n');
    return text.toString();
  }

  private static String decode(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
