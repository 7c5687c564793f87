package io.riskstream.connect.redis;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** What an error reply to a write requires, by its code. A failure of the connection is no error reply. */
enum LatestFailure {
    /** The server has not loaded the script, or has forgotten it. */
    SCRIPT,
    /** Another server of the cluster holds the key. */
    REDIRECTION,
    /** The server cannot write now, and another attempt on this connection may succeed: no memory, a full disk, a busy script. */
    RETRY,
    /** The server is not, or not yet, the one to write to; the host name may by now resolve to another one: connect again. */
    RECONNECT,
    /** A right is missing. */
    RIGHT,
    /** The key has a value of another type: another attempt will fail as well. */
    REFUSED;

    private static final Set<String> RECONNECT_CODES =
            Set.of("READONLY", "LOADING", "MASTERDOWN", "UNBLOCKED", "NOAUTH");
    private static final Set<String> RIGHT_CODES = Set.of("NOPERM", "WRONGPASS");

    /** Before Redis 7, the reply to a script that fails begins with ERR and contains the code of the failed command. */
    private static final Pattern WRAPPED = Pattern.compile("@user_script: ?\\d+: -?([A-Z]{2,}) ");

    private static final String NO_RIGHT_IN_SCRIPT = "can't run this command";

    static LatestFailure of(JedisDataException reply) {
        if (reply instanceof JedisRedirectionException) {
            return REDIRECTION;
        }
        String code = code(reply);
        if (code.equals("NOSCRIPT")) {
            return SCRIPT;
        } else if (code.equals("WRONGTYPE")) {
            return REFUSED;
        } else if (RECONNECT_CODES.contains(code)) {
            return RECONNECT;
        } else if (RIGHT_CODES.contains(code)
                || String.valueOf(reply.getMessage()).contains(NO_RIGHT_IN_SCRIPT)) {
            return RIGHT;
        }
        // OOM, MISCONF, NOREPLICAS, BUSY, CLUSTERDOWN, TRYAGAIN, and anything unknown
        return RETRY;
    }

    /** Returns the code of an error reply, also of a command in the script. */
    static String code(JedisDataException reply) {
        String code = Redis.code(reply);
        if (code.equals("ERR")) {
            Matcher wrapped = WRAPPED.matcher(String.valueOf(reply.getMessage()));
            return wrapped.find() ? wrapped.group(1) : code;
        }
        return code;
    }
}
