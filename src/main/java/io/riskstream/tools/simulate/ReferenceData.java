package io.riskstream.tools.simulate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Simulated states, counties, communities, disasters, weather and prices, to which the claims refer. Names and codes of the states are real; all other values are not. */
final class ReferenceData {
    static final LocalDate FIRST_DAY = LocalDate.of(2014, 1, 1);
    static final LocalDate LAST_DAY = LocalDate.of(2015, 12, 31);
    static final LocalDate FIRST_WEATHER = LocalDate.of(2014, 7, 1);
    static final LocalDate LAST_WEATHER = LocalDate.of(2015, 6, 30);
    static final LocalDate FIRST_PRICES = LocalDate.of(2010, 1, 1);

    /** Abbreviation, FIPS code and name of each state. A star marks the states that hurricanes reach. */
    private static final List<String> STATES = List.of(
            "AL*01Alabama",
            "AK 02Alaska",
            "AZ 04Arizona",
            "AR 05Arkansas",
            "CA 06California",
            "CO 08Colorado",
            "CT*09Connecticut",
            "DE*10Delaware",
            "DC 11District of Columbia",
            "FL*12Florida",
            "GA*13Georgia",
            "HI 15Hawaii",
            "ID 16Idaho",
            "IL 17Illinois",
            "IN 18Indiana",
            "IA 19Iowa",
            "KS 20Kansas",
            "KY 21Kentucky",
            "LA*22Louisiana",
            "ME 23Maine",
            "MD*24Maryland",
            "MA*25Massachusetts",
            "MI 26Michigan",
            "MN 27Minnesota",
            "MS*28Mississippi",
            "MO 29Missouri",
            "MT 30Montana",
            "NE 31Nebraska",
            "NV 32Nevada",
            "NH 33New Hampshire",
            "NJ*34New Jersey",
            "NM 35New Mexico",
            "NY*36New York",
            "NC*37North Carolina",
            "ND 38North Dakota",
            "OH 39Ohio",
            "OK 40Oklahoma",
            "OR 41Oregon",
            "PA 42Pennsylvania",
            "RI*44Rhode Island",
            "SC*45South Carolina",
            "SD 46South Dakota",
            "TN 47Tennessee",
            "TX*48Texas",
            "UT 49Utah",
            "VT 50Vermont",
            "VA*51Virginia",
            "WA 53Washington",
            "WV 54West Virginia",
            "WI 55Wisconsin",
            "WY 56Wyoming");

    private static final List<String> WEATHER_STATES =
            List.of("AZ", "CA", "FL", "IL", "IN", "NC", "NY", "PA", "TX", "WA");

    record State(String code, String fips, String name, boolean stormy) {}

    record County(State state, String fips, int population, double density, int medianIncome, double poverty) {}

    record Community(County county, String number, int claims, double averagePaid) {}

    record Disaster(int number, State state, String type, LocalDate begin, LocalDate end, LocalDate declared) {}

    record Market(State state, double premium, double collisionLoss) {}

    record Weather(String state, LocalDate day, int minTemp, double precipitation) {}

    private final List<State> states = new ArrayList<>();
    private final List<County> counties = new ArrayList<>();
    private final List<Community> communities = new ArrayList<>();
    private final Map<String, List<Community>> byState = new HashMap<>();
    private final List<Disaster> disasters = new ArrayList<>();
    private final List<Market> markets = new ArrayList<>();
    private final List<Weather> weather = new ArrayList<>();
    private final Map<LocalDate, Double> prices = new TreeMap<>();

    ReferenceData(long seed) {
        // one random source per part, so that a change in one part does not change the others
        addStates();
        addCounties(new SeededRandom(seed + 1));
        addDisasters(new SeededRandom(seed + 2));
        addMarkets(new SeededRandom(seed + 3));
        addWeather(new SeededRandom(seed + 4));
        addPrices(new SeededRandom(seed + 5));
    }

    private void addStates() {
        for (String state : STATES) {
            states.add(new State(
                    state.substring(0, 2), state.substring(3, 5), state.substring(5), state.charAt(2) == '*'));
        }
    }

    private void addCounties(SeededRandom random) {
        for (State state : states) {
            int count = state.stormy() ? 6 : 3;
            for (int i = 0; i < count; i++) {
                double density = random.around(20, 15, 2, 60) * random.around(20, 20, 1, 60);
                County county = new County(
                        state,
                        state.fips() + String.format(Locale.ROOT, "%03d", 2 * i + 1),
                        (int) (density * random.between(300, 1200)) + 500,
                        density,
                        random.around(56_000, 12_000, 28_000, 120_000),
                        Math.round(random.around(14.0, 5, 3, 40) * 10) / 10.0);
                counties.add(county);
                for (int j = 0; j < 3; j++) {
                    addCommunity(county, 10 * i + j, random);
                }
            }
        }
    }

    private void addCommunity(County county, int number, SeededRandom random) {
        boolean stormy = county.state().stormy();
        Community community = new Community(
                county,
                county.state().fips() + String.format(Locale.ROOT, "%04d", number),
                stormy ? random.around(20, 15, 0, 80) : random.around(5, 5, 0, 30),
                Math.round(random.around(stormy ? 28_000.0 : 18_000.0, 12_000, 0, 90_000) * 100) / 100.0);
        communities.add(community);
        byState.computeIfAbsent(county.state().code(), code -> new ArrayList<>())
                .add(community);
    }

    private void addDisasters(SeededRandom random) {
        for (int year = FIRST_DAY.getYear(); year <= LAST_DAY.getYear(); year++) {
            for (State state : states) {
                if (state.stormy() && random.chance(0.8)) {
                    addDisaster(
                            state,
                            "Hurricane",
                            LocalDate.of(year, random.between(6, 10), random.between(1, 28)),
                            random);
                }
                if (state.stormy() && random.chance(0.5)) {
                    addDisaster(state, "Hurricane", LocalDate.of(year, 9, random.between(1, 28)), random);
                }
                if (random.chance(0.4)) {
                    addDisaster(
                            state,
                            "Severe Storm",
                            LocalDate.of(year, random.between(3, 9), random.between(1, 28)),
                            random);
                }
                if (random.chance(0.4)) {
                    addDisaster(
                            state, "Flood", LocalDate.of(year, random.between(2, 7), random.between(1, 28)), random);
                }
                if (random.chance(0.1)) {
                    addDisaster(state, "Fire", LocalDate.of(year, random.between(7, 9), random.between(1, 28)), random);
                }
            }
        }
    }

    private void addDisaster(State state, String type, LocalDate begin, SeededRandom random) {
        disasters.add(new Disaster(
                9001 + disasters.size(),
                state,
                type,
                begin,
                begin.plusDays(random.between(3, 40)),
                begin.plusDays(random.between(0, 10))));
    }

    private void addMarkets(SeededRandom random) {
        for (State state : states) {
            markets.add(new Market(
                    state,
                    Math.round(random.around(900.0, 160, 600, 1400) * 100) / 100.0,
                    Math.round(random.around(135.0, 25, 80, 200) * 100) / 100.0));
        }
    }

    private void addWeather(SeededRandom random) {
        for (String state : WEATHER_STATES) {
            for (LocalDate day = FIRST_WEATHER; !day.isAfter(LAST_WEATHER); day = day.plusDays(1)) {
                int seasonal = 75 - Math.abs(7 - day.getMonthValue()) * 7;
                double rain = random.chance(0.3) ? random.between(1, 200) / 100.0 : 0;
                weather.add(new Weather(state, day, random.around(seasonal - 10, 8, -20, 100), rain));
            }
        }
    }

    private void addPrices(SeededRandom random) {
        double index = 217;
        for (LocalDate month = FIRST_PRICES; !month.isAfter(LAST_DAY); month = month.plusMonths(1)) {
            prices.put(month, Math.round(index * 1000) / 1000.0);
            index *= 1 + random.between(-2, 5) / 1000.0;
        }
    }

    List<State> states() {
        return states;
    }

    List<County> counties() {
        return counties;
    }

    List<Community> communities() {
        return communities;
    }

    /** Returns the communities of a state; every state has some. */
    List<Community> communities(State state) {
        return byState.get(state.code());
    }

    List<Disaster> disasters() {
        return disasters;
    }

    List<Market> markets() {
        return markets;
    }

    List<Weather> weather() {
        return weather;
    }

    /** Returns the price index by the first day of each month. */
    Map<LocalDate, Double> prices() {
        return prices;
    }
}
