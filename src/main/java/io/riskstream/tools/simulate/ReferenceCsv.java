package io.riskstream.tools.simulate;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes simulated reference data as CSV files, with the names and columns of the public files that the pipelines' references files declare. */
final class ReferenceCsv {
    private final ReferenceData data;
    private final Map<String, Consumer<CsvWriter>> files = new TreeMap<>();

    ReferenceCsv(ReferenceData data) {
        this.data = data;
        files.put("county_demographics.csv", this::counties);
        files.put("fema_disaster_declarations.csv", this::disasters);
        files.put("state_market_and_demographics.csv", this::states);
        files.put("weather_daily_2014-07_2015-06.csv", this::weather);
        files.put("cpi_us_monthly.csv", this::prices);
        files.put("community_claims_history.csv", this::history);
    }

    /** Returns the names of the files. */
    Set<String> names() {
        return files.keySet();
    }

    /** Writes some of the files to a directory, which is created if it does not exist. */
    void write(Path directory, Collection<String> names) throws IOException {
        Files.createDirectories(directory);
        for (String name : names) {
            try (CsvWriter csv = CsvWriter.builder().build(directory.resolve(name))) {
                files.get(name).accept(csv);
            }
        }
    }

    private void counties(CsvWriter csv) {
        csv.writeRecord(
                "county_fips",
                "state",
                "county",
                "rural_urban_continuum_code_2013",
                "population_2010",
                "density_per_sq_mile_2010",
                "unemployment_rate_2015",
                "median_household_income_usd_2018",
                "poverty_pct_2018");
        for (ReferenceData.County county : data.counties()) {
            csv.writeRecord(
                    county.fips(),
                    county.state().code(),
                    "Simulated County " + county.fips(),
                    county.density() > 500 ? "1" : "4",
                    Integer.toString(county.population()),
                    Double.toString(county.density()),
                    "5.0",
                    Integer.toString(county.medianIncome()),
                    Double.toString(county.poverty()));
        }
    }

    private void disasters(CsvWriter csv) {
        csv.writeRecord(
                "disaster_number",
                "state",
                "declaration_type",
                "incident_type",
                "incident_begin",
                "incident_end",
                "declaration_date",
                "name");
        for (ReferenceData.Disaster disaster : data.disasters()) {
            csv.writeRecord(
                    Integer.toString(disaster.number()),
                    disaster.state().code(),
                    "Major Disaster",
                    disaster.type(),
                    disaster.begin().toString(),
                    disaster.end().toString(),
                    disaster.declared().toString(),
                    "SIMULATED " + disaster.type().toUpperCase(Locale.ROOT) + " " + disaster.number());
        }
    }

    private void states(CsvWriter csv) {
        csv.writeRecord(
                "state",
                "state_fips",
                "state_name",
                "avg_car_insurance_premium_usd_2011",
                "collision_loss_per_insured_driver_usd_2010",
                "fatal_crash_drivers_per_bn_miles_2012",
                "unemployment_rate_2015",
                "median_household_income_usd_2018",
                "poverty_pct_2018");
        for (ReferenceData.Market market : data.markets()) {
            List<ReferenceData.County> counties = data.communities(market.state()).stream()
                    .map(ReferenceData.Community::county)
                    .toList();
            double income = counties.stream()
                    .mapToInt(ReferenceData.County::medianIncome)
                    .average()
                    .orElseThrow();
            csv.writeRecord(
                    market.state().code(),
                    market.state().fips(),
                    market.state().name(),
                    Double.toString(market.premium()),
                    Double.toString(market.collisionLoss()),
                    "15.0",
                    "5.0",
                    Long.toString(Math.round(income)),
                    "14.0");
        }
    }

    private void weather(CsvWriter csv) {
        csv.writeRecord(
                "state",
                "station",
                "date",
                "mean_temp_f",
                "min_temp_f",
                "max_temp_f",
                "precip_in",
                "avg_precip_in",
                "record_precip_in");
        for (ReferenceData.Weather day : data.weather()) {
            csv.writeRecord(
                    day.state(),
                    "SIM" + day.state(),
                    day.day().toString(),
                    Integer.toString(day.minTemp() + 10),
                    Integer.toString(day.minTemp()),
                    Integer.toString(day.minTemp() + 20),
                    Double.toString(day.precipitation()),
                    "0.10",
                    "3.00");
        }
    }

    private void prices(CsvWriter csv) {
        csv.writeRecord("Date", "Index", "Inflation");
        for (var month : data.prices().entrySet()) {
            csv.writeRecord(month.getKey().toString(), Double.toString(month.getValue()), "");
        }
    }

    private void history(CsvWriter csv) {
        csv.writeRecord("nfip_community_number", "claims_in_ten_years", "average_paid_usd");
        for (ReferenceData.Community community : data.communities()) {
            csv.writeRecord(
                    community.number(), Integer.toString(community.claims()), Double.toString(community.averagePaid()));
        }
    }
}
