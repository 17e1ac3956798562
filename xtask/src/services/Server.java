import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.neo4j.cli.AdminTool;
import org.neo4j.cli.ExecutionContext;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * One Neo4j server over a home folder: Server HOME [--end-with-stdin].
 * Takes the first password from HOME/first-password and removes that file. Prints "ready" once Bolt is open.
 * Ends on SIGTERM; with --end-with-stdin also when its standard input closes, that is when the process that
 * started it is gone for whatever reason.
 */
public class Server {
    public static void main(String[] args) throws Exception {
        var home = Path.of(args[0]);
        var conf = home.resolve("conf");
        if (args.length > 1 && args[1].equals("--end-with-stdin")) {
            var watch = new Thread(Server::endWithStdin);
            watch.setDaemon(true);
            watch.start();
        }
        var password = home.resolve("first-password");
        if (Files.exists(password)) {
            var context = new ExecutionContext(home, conf);
            if (AdminTool.execute(context, "dbms", "set-initial-password", Files.readString(password)) != 0) {
                System.exit(1);
            }
            Files.delete(password);
        }
        var service = new DatabaseManagementServiceBuilder(home)
                .loadPropertiesFromFile(conf.resolve("neo4j.conf"))
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(service::shutdown));
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static void endWithStdin() {
        try {
            while (System.in.read() >= 0) {
            }
        } catch (java.io.IOException closed) {
            // The same as its end.
        }
        // The home is thrown away with the run: nothing to put in order.
        Runtime.getRuntime().halt(0);
    }
}
