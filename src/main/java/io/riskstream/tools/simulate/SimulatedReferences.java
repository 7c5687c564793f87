package io.riskstream.tools.simulate;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what is known of a simulated world as CSV files, named and laid out as the public ones that the references files expect. */
final class SimulatedReferences {
    private final SimulatedWorld world;
    private final Path directory;

    SimulatedReferences(SimulatedWorld world, Path directory) {
        this.world = world;
        this.directory = directory;
    }

    void write() throws IOException {
        Files.createDirectories(directory);
        counties();
        disasters();
        states();
        weather();
        prices();
        history();
    }

    private void counties() throws IOException {
        try (CsvWriter csv = file("county_demographics.csv")) {
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
            for (SimulatedWorld.County county : world.counties()) {
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
    }

    private void disasters() throws IOException {
        try (CsvWriter csv = file("fema_disaster_declarations.csv")) {
            csv.writeRecord(
                    "disaster_number",
                    "state",
                    "declaration_type",
                    "incident_type",
                    "incident_begin",
                    "incident_end",
                    "declaration_date",
                    "name");
            for (SimulatedWorld.Disaster disaster : world.disasters()) {
                csv.writeRecord(
                        Integer.toString(disaster.number()),
                        disaster.state().code(),
                        "Major Disaster",
                        disaster.type(),
                        disaster.begin().toString(),
                        disaster.end().toString(),
                        disaster.declared().toString(),
                        "SIMULATED " + disaster.type().toUpperCase(java.util.Locale.ROOT) + " " + disaster.number());
            }
        }
    }

    private void states() throws IOException {
        try (CsvWriter csv = file("state_market_and_demographics.csv")) {
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
            for (SimulatedWorld.Market market : world.markets()) {
                List<SimulatedWorld.County> counties = world.communities(market.state()).stream()
                        .map(SimulatedWorld.Community::county)
                        .toList();
                double income = counties.stream()
                        .mapToInt(SimulatedWorld.County::medianIncome)
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
    }

    private void weather() throws IOException {
        try (CsvWriter csv = file("weather_daily_2014-07_2015-06.csv")) {
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
            for (SimulatedWorld.Weather day : world.weather()) {
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
    }

    private void prices() throws IOException {
        try (CsvWriter csv = file("cpi_us_monthly.csv")) {
            csv.writeRecord("Date", "Index", "Inflation");
            for (var month : world.prices().entrySet()) {
                csv.writeRecord(month.getKey().toString(), Double.toString(month.getValue()), "");
            }
        }
    }

    private void history() throws IOException {
        try (CsvWriter csv = file("community_claims_history.csv")) {
            csv.writeRecord("nfip_community_number", "claims_in_ten_years", "average_paid_usd");
            for (SimulatedWorld.Community community : world.communities()) {
                csv.writeRecord(
                        community.number(),
                        Integer.toString(community.claims()),
                        Double.toString(community.averagePaid()));
            }
        }
    }

    private CsvWriter file(String name) throws IOException {
        return CsvWriter.builder().build(directory.resolve(name));
    }
}
